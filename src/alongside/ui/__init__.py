"""The look of the product: base pages, components and the tags that render them; it knows no other app."""
