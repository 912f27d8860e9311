"""What kind of value a field holds, from its name when the intent does not say it."""

import re

from shared.writing.ir import MISSING, Field

_LEXICON = {
    "string": "title name description text content contents body message summary note notes comment author phone telephone address street city state country "
    "zip zipcode postcode category colour color genre isbn sku code slug label subject topic location place artist album brand model currency language lang username user "
    "password status priority unit question answer reason host venue room owner assignee reporter customer client company department job role "
    "position publisher director producer species breed kind type mood material vendor supplier manufacturer teacher student instructor "
    "first_name last_name full_name firstname lastname surname nickname headline caption bio about details instructions key word phrase sentence term definition "
    "translation quote sender recipient receiver destination origin source target player team winner license plate license_plate serial serial_number nationality "
    "sex gender option choice vote voter reviewer guest visitor person member patient doctor driver song track food dish recipe cuisine meal ingredient exercise "
    "activity habit project task tenant email_subject image avatar icon emoji pattern format version path filename extension muscle_group diet environment region "
    "district weather condition severity level_name stage plan review feedback excerpt lyrics story chapter heading subtitle tagline motto nick handle barcode iban account_number",
    "integer": "quantity qty stock count age year pages page_count rating stars points level capacity seats floor votes likes views hits upvotes downvotes "
    "duration minutes days weeks months calories servings population copies mileage reps sets laps goals wins losses draws followers downloads "
    "clicks visits attempts retries guests people players rank grade_level number_of_pages number_of_seats length_minutes runtime cylinders doors bedrooms bathrooms "
    "rooms places spots slots spaces credits tickets inventory in_stock_count remaining available_copies total_copies available_seats port order sequence index visits_count quantity_in_stock hp mp xp "
    "cents kcal bpm pulse systolic diastolic bytes",
    "number": "price cost amount balance total weight height width length depth distance temperature latitude longitude lat lng lon salary rate percentage percent discount "
    "tax budget speed area volume gpa fee tip subtotal revenue income spend expense hours humidity pressure wage interest fare deposit size_mb kilometers km kg value_eur "
    "alcohol abv unit_price hourly_rate score average score_average seconds litres liters gallons grams ml cl cm mm metres meters miles celsius fahrenheit degrees euros dollars euro "
    "square_metres square_meters limit minimum maximum kwh watts volts profit turnover bonus tips toll amount_paid",
    "boolean": "done completed complete finished active enabled available archived published read paid public private pinned favorite favourite starred urgent checked sold in_stock "
    "closed resolved borrowed returned deleted hidden verified approved cancelled canceled shipped delivered locked featured purchased bought watched taken "
    "attended important flagged vegetarian vegan used open_to_public visible blocked subscribed confirmed adopted discontinued",
    "date": "date due due_date deadline birthday birthdate birth_date dob day check_in checkin check_out checkout start_date end_date",
    "datetime": "timestamp start end starts ends start_time end_time starts_at ends_at when scheduled_for datetime",
    "email": "email email_address mail",
    "url": "url link website homepage uri image_url long_url target_url original_url destination_url",
    "list": "tags keywords ingredients items steps options labels categories genres skills hobbies numbers values words colors colours choices answers authors photos images toppings participants attendees lines "
    "allergens features amenities",
    "object": "metadata settings data payload attributes config properties preferences extra",
}
_BY_NAME = {name: kind for kind, names in _LEXICON.items() for name in names.split()}
_TRUE_BY_DEFAULT = {"active", "enabled", "available", "in_stock", "visible", "public"}
#: Words for a type, as people write them.
TYPE_WORDS = {
    "string": "string strings str text texts varchar char chars words",
    "integer": "integer integers int ints whole",
    "number": "number numbers float floats decimal decimals double numeric real money",
    "boolean": "boolean booleans bool bools flag true/false yes/no",
    "date": "date dates yyyy-mm-dd",
    "datetime": "datetime datetimes timestamp timestamps date-time",
    "time": "time hh:mm",
    "email": "email emails",
    "url": "url urls link uri",
    "list": "list array lists",
    "object": "object dict json map dictionary",
    "uuid": "uuid guid",
    "enum": "enum",
}
WORD_TYPE = {word: kind for kind, words in TYPE_WORDS.items() for word in words.split()}
_SUFFIX = tuple(
    (re.compile(ending), kind)
    for ending, kind in (
        (r".*_(at|on)$", "datetime"),
        (r".*(_date|_day|Date)$", "date"),
        (r".*(_time|_datetime|Time|At)$", "datetime"),
        (r"^(is|has|can)_.*|^(is|has|can)[A-Z].*", "boolean"),
        (r".*_(id|ids)$|.*Id$", "integer"),
        (
            r"(.*_)?(phone|telephone|mobile|fax|contact|serial|account|card|passport|flight|licen[sc]e|plate|registration|customer|invoice|house|tracking|model|part|article|tax|vat|reference|ticket|membership|inventory)_(number|no)",
            "string",
        ),
        (
            r"^(number|num|no)_of_.*|.*_(count|quantity|minutes|days|seconds|seats|points|stock|pages|year|level|age|qty|rating|copies|votes|score|calories|capacity|size)$",
            "integer",
        ),
        (
            r"^(max|min|total|num)_(seats|participants|attendees|guests|players|people|members|students|capacity|copies|spots|slots|hours|minutes).*",
            "integer",
        ),
        (
            r".*_(price|cost|amount|hours|rate|weight|height|width|length|temperature|fee|total|balance|budget|percent|percentage|km|kg|litres|liters|grams|ml|cm|metres|meters|euros|kwh|miles|celsius|fahrenheit|salary|usd|eur)$",
            "number",
        ),
        (r".*_(url|link|uri)$|.*Url$", "url"),
        (r".*_email$|.*Email$", "email"),
        (
            r".*_(name|title|text|description|code|label|type|category|color|colour|city|country|address|phone|notes?|status)$|.*Name$",
            "string",
        ),
    )
)


def settle(field: Field) -> Field:
    """Fills in what the intent leaves open: the type from the name, a default, whether it is required."""
    _settle_type(field)
    if field.type == "string" and field.choices:
        field.type = "enum"
    if isinstance(field.default, str) and field.choices:
        field.default = next((choice for choice in field.choices if choice.lower() == field.default.lower()), field.default)
    if field.type in {"integer", "number"} and isinstance(field.default, str):
        field.type = "string"
    _settle_default(field)
    if field.required is None:
        field.required = field.default is MISSING and not field.fill
    if field.required and field.type in {"string", "list"} and field.shortest is None and field.type == "string":
        field.shortest = 1
    return field


def _settle_type(field: Field) -> None:
    if (
        not field.type
        and isinstance(field.default, int)
        and not isinstance(field.default, bool)
        and guess(field.name) in {"scalar", "date", "datetime", "time"}
    ):
        field.type = "integer"
    if not field.type:
        field.type = "enum" if field.choices else "scalar" if field.unique and field.name.endswith("_number") else guess(field.name)
    if field.type == "scalar" and any(bound is not None for bound in (field.low, field.high, field.above, field.below)):
        field.type = "number"


def _settle_default(field: Field) -> None:
    if field.default is not MISSING or field.required or field.fill:
        return
    if field.type == "boolean":
        field.default = field.name in _TRUE_BY_DEFAULT
    elif field.type == "list":
        field.default = [] if field.required is False or field.name in {"tags", "keywords", "labels"} else MISSING
    elif field.name == "status" and field.choices:
        field.default = field.choices[0]


def guess(name: str) -> str:
    """The type that a field of this name usually has; `scalar` (a text or a number) when the name says nothing."""
    low = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    if low in _BY_NAME:
        return _BY_NAME[low]
    for pattern, kind in _SUFFIX:
        if pattern.fullmatch(low) or pattern.fullmatch(name):
            return kind
    if head := re.fullmatch(r"(.+?)_(?:per|of|in|since|until|for)_.+", low):
        return guess(head[1])
    last = low.rpartition("_")[2]
    if last in _BY_NAME and _BY_NAME[last] != "boolean":
        return _BY_NAME[last]
    return "scalar"


def merge(into: Field, other: Field) -> None:
    """Adds what another mention of the same field says."""
    for name in ("type", "items", "pattern", "refers", "fill"):
        if getattr(other, name) and not (name == "type" and getattr(into, name) and getattr(other, name) in {"scalar", "string"}):
            setattr(into, name, getattr(other, name))
    for name in ("low", "high", "above", "below", "shortest", "longest", "required"):
        if getattr(other, name) is not None:
            setattr(into, name, getattr(other, name))
    into.choices, into.among = other.choices or into.choices, other.among or into.among
    into.elements, into.parts = other.elements or into.elements, into.parts or other.parts
    if other.default is not MISSING:
        into.default = other.default
    into.unique, into.nonzero = into.unique or other.unique, into.nonzero or other.nonzero
    into.lower = into.lower or other.lower
    into.given = into.given and other.given
