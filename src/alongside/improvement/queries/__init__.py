"""What the pages of improvement show, from what the viewer may see."""
