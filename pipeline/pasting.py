"""Commands that a reader can paste: names written as a shell takes them for what they are."""

from __future__ import annotations

from shlex import quote

# What a shell obeys even between double quotes.
_OBEYED = set('"$`\\!')


def quoted(name: str) -> str:
    """Give a name as one word of a shell, in double quotes where it holds an apostrophe.

    >>> print(quoted("tide"), quoted("two words"), quoted("the miller's tide"))
    tide 'two words' "the miller's tide"
    """
    if "'" in name and not _OBEYED & set(name):
        return f'"{name}"'
    return quote(name)


def arguments(name: str, options: str = "") -> str:
    """Give a name and the options that go with it; one that looks like an option comes last.

    >>> print(arguments("tide", "--cleaned clean"), "|", arguments("-tide", "--cleaned clean"))
    tide --cleaned clean | --cleaned clean -- -tide
    """
    words = [options, "--", quoted(name)] if name.startswith("-") else [quoted(name), options]
    return " ".join(filter(None, words))
