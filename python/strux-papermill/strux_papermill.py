"""Parameters of Strux notebooks for papermill.

Papermill has no entry point for translators, but it imports the packages of its entry point `papermill.engine` when it
starts. Importing this module registers the translator; the engine is papermill's own.
"""

import json
import re

from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

_NAME = re.compile(r"[^\W\d]\w*\Z")
_DECLARED = re.compile(
    r"(?:param\s+)?(?P<name>`[^`\n]+`|[^\W\d]\w*)\s*(?::\s*(?P<type>[^=\n]+?)\s*)?=(?!=)\s*(?P<rest>.*)"
)
_OPEN, _CLOSE = "([{", ")]}"


class StruxTranslator(Translator):
    """Values as JSON, comments as `//`, one `name = value` per line."""

    @classmethod
    def translate(cls, val):
        try:
            # dates of a YAML file have no literal: they are text
            return json.dumps(val, ensure_ascii=False, allow_nan=False, default=str)
        except ValueError as error:
            raise PapermillException(f"a parameter of Strux cannot be {val!r}: {error}") from error

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        if "`" in name or "\n" in name or not name:
            raise PapermillException(f"{name!r} cannot name a parameter of Strux")
        return f"{name if _NAME.match(name) else f'`{name}`'} = {str_val}"

    @classmethod
    def inspect(cls, parameters_cell):
        """The `param` declarations and assignments of a cell, with their `///` lines."""
        found, about = [], []
        lines = parameters_cell["source"].splitlines()
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.startswith("///"):
                about.append(line[3:].strip())
                continue
            match = _DECLARED.match(line)
            if match:
                value, note, at = _value(match["rest"], lines, at)
                found.append(
                    Parameter(
                        name=match["name"].strip("`"),
                        inferred_type_name=(match["type"] or "None").strip(),
                        default=value,
                        help=" ".join(about) or note,
                    )
                )
            about = []
        return found


def _value(rest, lines, at):
    """The value that begins with `rest`, up to the line that closes its brackets; the comment behind it; the next line."""
    parts, depth = [], 0
    while True:
        text, note, depth = _line(rest, depth)
        parts.append(text)
        if depth <= 0 or at >= len(lines):
            return " ".join(part for part in parts if part), note, at
        rest, at = lines[at], at + 1


def _line(text, depth):
    """A line without its comment, the comment, and how many brackets are open behind it."""
    quote, at = None, 0
    while at < len(text):
        char = text[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = None
        elif char in "\"'":
            quote = char
        elif char == "#" or text.startswith("//", at):
            return text[:at].strip(), text[at:].lstrip("#/ ").strip(), depth
        elif char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        at += 1
    return text.strip(), "", depth


papermill_translators.register("strux", StruxTranslator)


def __getattr__(name):
    # late, because papermill.engines is still being imported when it imports this module
    if name == "Engine":
        from papermill.engines import NBClientEngine

        return NBClientEngine
    raise AttributeError(name)
