"""One of several coders at once: `python -m bench.coding_coder PERSON SOURCE MANY` codes as this person, and exits."""

from __future__ import annotations

import os
import random
import sys


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from alongside.accounts.models import Person
    from alongside.coding.actions import add_coding
    from alongside.coding.models import CodeEntry
    from alongside.study.models import Source

    person, source, many = (int(word) for word in sys.argv[1:4])
    coder = Person.objects.get(pk=person)
    text = Source.objects.select_related("study__scope").get(pk=source)
    codes = list(CodeEntry.objects.filter(version__framework__study=text.study, codable=True))
    length = len(text.texts.get().text)
    chance = random.Random(person)
    step = (length - 100) // many
    for number in range(many):  # apart from each other, so that no two become one
        start = number * step
        add_coding(source=text, start=start, end=start + step // 2, code=chance.choice(codes), by=coder)


if __name__ == "__main__":
    main()
