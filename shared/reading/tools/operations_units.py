"""Conversions of units."""

from shared.reading.tools.roles import Operation, Role, number_role

UNITS: tuple[Operation, ...] = (
    Operation(
        "temperature_any",
        r"\btemperature\b.*\b(from|unit)\b.*\bto\b|\bconvert.*\bbetween\b.*(celsius|fahrenheit|kelvin)",
        (
            number_role("value", "value|temperature|temp|v|amount|degrees"),
            Role("source", "string", "from|from_unit|source|unit|fromUnit"),
            Role("target", "string", "to|to_unit|target|toUnit"),
        ),
        {"result|value|converted|temperature": "round(convert_temperature(value, source, target), 6)"},
        (("known_temperature(source) is None or known_temperature(target) is None", "unknown unit"),),
    ),
    Operation(
        "c_to_f",
        r"(celsius|centigrade|\bc\b|celcius)[-_ ]*(degrees )?(to|into|2|->|in)[-_ ]*(degrees )?(fahrenheit|f\b)|\bc2f\b|\bctof\b|\?c=|\bto fahrenheit",
        (number_role("c", "c|celsius|temp|temperature|value|degrees|t"),),
        {"f|fahrenheit|result|value|temperature": "round(c * 9 / 5 + 32, 6)", "kelvin|k": "round(c + 273.15, 6)"},
    ),
    Operation(
        "f_to_c",
        r"(fahrenheit|\bf\b)[-_ ]*(degrees )?(to|into|2|->|in)[-_ ]*(degrees )?(celsius|celcius|centigrade|c\b)|\bf2c\b|\bftoc\b|\?f=|\bto celsius",
        (number_role("f", "f|fahrenheit|temp|temperature|value|degrees|t"),),
        {"c|celsius|result|value|temperature": "round((f - 32) * 5 / 9, 6)", "kelvin|k": "round((f - 32) * 5 / 9 + 273.15, 6)"},
    ),
    Operation("c_to_k", r"celsius.*kelvin", (number_role("c", "c|celsius|value|temp"),), {"k|kelvin|result|value": "round(c + 273.15, 6)"}),
    Operation(
        "km_to_miles",
        r"(km|kilomet\w+)[-_ ]*(to|into|2|->)[-_ ]*(mi\b|miles?)|\?km=",
        (number_role("km", "km|kilometers|kilometres|value|distance"),),
        {"miles|mi|result|value": "round(km / 1.609344, 6)"},
    ),
    Operation(
        "miles_to_km",
        r"(mi\b|miles?)[-_ ]*(to|into|2|->)[-_ ]*(km|kilomet\w+)|\?miles=",
        (number_role("miles", "miles|mi|value|distance"),),
        {"km|kilometers|kilometres|result|value": "round(miles * 1.609344, 6)"},
    ),
    Operation(
        "kg_to_lb",
        r"(kg|kilo\w*)[-_ ]*(to|into|2|->)[-_ ]*(lbs?|pounds?)|\?kg=",
        (number_role("kg", "kg|kilograms|value|weight"),),
        {"lb|lbs|pounds|result|value": "round(kg / 0.45359237, 6)"},
    ),
    Operation(
        "lb_to_kg",
        r"(lbs?|pounds?)[-_ ]*(to|into|2|->)[-_ ]*(kg|kilo\w*)|\?lbs?=",
        (number_role("lb", "lb|lbs|pounds|value|weight"),),
        {"kg|kilograms|result|value": "round(lb * 0.45359237, 6)"},
    ),
    Operation(
        "m_to_ft",
        r"\b(m|meters?|metres?)[-_ ]*(to|into|2|->)[-_ ]*(ft|feet|foot)\b",
        (number_role("m", "m|meters|metres|value"),),
        {"feet|ft|result|value": "round(m / 0.3048, 6)"},
    ),
    Operation(
        "ft_to_m",
        r"\b(ft|feet|foot)[-_ ]*(to|into|2|->)[-_ ]*(m|meters?|metres?)\b",
        (number_role("ft", "ft|feet|value"),),
        {"meters|metres|m|result|value": "round(ft * 0.3048, 6)"},
    ),
    Operation(
        "cm_to_in",
        r"\b(cm|centimet\w+)[-_ ]*(to|into|2|->)[-_ ]*(in|inch(es)?)\b",
        (number_role("cm", "cm|value"),),
        {"inches|in|inch|result|value": "round(cm / 2.54, 6)"},
    ),
    Operation(
        "in_to_cm",
        r"\b(in|inch(es)?)[-_ ]*(to|into|2|->)[-_ ]*(cm|centimet\w+)\b",
        (number_role("inches", "inches|in|inch|value"),),
        {"cm|centimeters|centimetres|result|value": "round(inches * 2.54, 6)"},
    ),
    Operation(
        "units",
        r"\bconver\w*\b.*\b(units?|length|weight|mass|distance|between)\b|\bunits?\b.*\bconver",
        (
            number_role("value", "value|amount|v|x|quantity"),
            Role("source", "string", "from|from_unit|source|fromUnit"),
            Role("target", "string", "to|to_unit|target|toUnit"),
        ),
        {"result|value|converted": "round(convert_units(value, source, target), 6)"},
        (("not convertible(source, target)", "these units cannot be converted"),),
    ),
)
