"""Reads the choices of a field (`low, medium or high`), and knows which words are none."""

import re

from shared.adapters.offline.ir import Field
from shared.adapters.offline.types import WORD_TYPE

VERBISH = re.compile(
    r"(?i)\b(must|should|shall|will|would|can|cannot|can't|may|returns?|creates?|lists?|adds?|gives?|answers?|responds?|is|are|be|was|has|have|does|do|shows?|gets?|set|that|which|who|when|if|"
    r"otherwise|unless|where|so|because|then|there|it|them|they|i|we|you)\b"
)


ADJECTIVES = {
    "optional",
    "required",
    "mandatory",
    "unique",
    "positive",
    "negative",
    "non-negative",
    "nonnegative",
    "non-empty",
    "nonempty",
    "valid",
    "short",
    "long",
    "free",
    "free-text",
    "plain",
    "numeric",
    "whole",
    "iso",
    "iso-8601",
    "json",
    "its",
    "their",
    "his",
    "her",
    "own",
    "simple",
    "brief",
    "new",
    "current",
    "given",
    "named",
    "nullable",
    "read-only",
    "readonly",
    "automatic",
    "automatically",
    "auto",
    "generated",
    "auto-generated",
    "single",
    "maximum",
    "minimum",
    "certain",
    "possibly",
    "maybe",
    "additionally",
    "initial",
    "following",
    "basic",
    "also",
    "both",
    "auto-incremented",
    "autoincrement",
    "server-generated",
    "list",
    "array",
    "non-blank",
    "case-insensitive",
    "multiple",
    "several",
    "many",
    "optionally",
}


_CHOICES = (
    r"(?i)\b(?:one of|either|any of|among|enum(?:eration)?(?: of)?|values?(?: are| is)?(?: one of)?|allowed(?: values)?(?: are)?|options?(?: are)?|in)\b\s*:?\s*[\[({]?\s*((?:['\"]?[A-Za-z][\w\- ]{0,20}?['\"]?\s*(?:,\s*or\s+|,\s*and\s+|,|/|\||\bor\b|\band\b)\s*)+['\"]?[A-Za-z][\w\-]*['\"]?)",
    r"(?i)(?:must be|can be|may be|is|are|be|:|=)\s*((?:['\"]?[A-Za-z][\w\-]*['\"]?\s*(?:,\s*or\s+|,|/|\||\bor\b)\s*)+['\"]?[A-Za-z][\w\-]*['\"]?)",
    r"(?i)^\W*((?:['\"]?[A-Za-z][\w\-]*['\"]?\s*(?:,\s*or\s+|,|/|\||\bor\b)\s*)+['\"]?[A-Za-z][\w\-]*['\"]?)",
)


#: Adjectives that also are values: plans, sizes, kinds.
_ALSO_CHOICES = {"basic", "free", "simple", "plain", "short", "long", "new", "current", "single", "multiple", "several", "brief", "own"}


_NO_CHOICE = {
    *WORD_TYPE,
    *ADJECTIVES,
    "null",
    "none",
    "empty",
    "missing",
    "more",
    "less",
    "greater",
    "zero",
    "default",
    "defaults",
    "max",
    "min",
    "absent",
    "blank",
    "negative",
    "invalid",
    "true",
    "false",
    "unknown",
    "at",
    "up",
    "not",
    "only",
    "equal",
    "date-time",
    "iso",
    "http",
    "https",
    "must",
    "else",
    "otherwise",
    "characters",
    "chars",
    "utc",
    "omitted",
    "when",
    "if",
    "auto",
    "given",
    "unset",
    "the",
    "a",
    "an",
    "it",
    "longer",
    "shorter",
    "higher",
    "lower_bound",
    "between",
    "each",
}


def read_choices(field: Field, text: str) -> None:
    for pattern in _CHOICES:
        for match in re.finditer(pattern, text):
            options = [o.strip().strip("'\"`") for o in re.split(r"\s*,\s*(?:or|and)\s+|\s*[,/|]\s*|\s+(?:or|and)\s+", match[1])]
            while options and (options[-1].lower() in _NO_CHOICE or options[-1].lower().startswith("default")):
                options.pop()
            options = [o for o in options if o]
            if len(options) >= 2 and not any(
                (o.lower() in _NO_CHOICE and o.lower() not in _ALSO_CHOICES) or len(o.split()) > 3 or VERBISH.search(o) for o in options
            ):
                field.choices, field.type = list(dict.fromkeys(options)), "enum"
                return
