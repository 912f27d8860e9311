"""Money, body, geometry, dates and chance; plain arithmetic last, since its words are everywhere."""

from shared.reading.tools.roles import A_ROLE, B_ROLE, Operation, Role, integer_role, number_role

DAILY: tuple[Operation, ...] = (
    Operation(
        "bmi",
        r"\bbmi\b|body mass",
        (number_role("weight", "weight|weight_kg|kg|w|mass", above=0), number_role("height", "height|height_m|m|h|height_cm", above=0)),
        {"bmi|result|value": "round(bmi(weight, height), 2)", "category|classification|class|status": "bmi_category(bmi(weight, height))"},
    ),
    Operation(
        "tip",
        r"\btips?\b",
        (
            number_role("amount", "bill|amount|total|price|bill_amount|subtotal", low=0),
            number_role("percent", "percent|tip|percentage|tip_percent|tip_percentage|rate|tipPercent", low=0, default=15),
            Role("people", "integer", "people|persons|split|guests|n|diners", 1, 1),
        ),
        {
            "tip|tip_amount|result": "round(amount * percent / 100, 2)",
            "total|total_amount|total_with_tip|sum": "round(amount + amount * percent / 100, 2)",
            "per_person|each|share|perPerson|total_per_person|amount_per_person": "round((amount + amount * percent / 100) / people, 2)",
            "tip_per_person": "round(amount * percent / 100 / people, 2)",
        },
    ),
    Operation(
        "split",
        r"\bsplit\w*\b.*\b(bill|amount|cost|total)\b|\bper person\b",
        (number_role("amount", "amount|total|bill", low=0), Role("people", "integer", "people|persons|n|guests|count", None, 1)),
        {"per_person|share|each|result|amount_per_person": "round(amount / people, 2)"},
    ),
    Operation(
        "discount",
        r"\bdiscount\w*\b",
        (
            number_role("price", "price|amount|original|original_price|total|value", low=0),
            Role("percent", "number", "percent|discount|percentage|discount_percent|rate|off|pct|discount_percentage", None, 0),
        ),
        {
            "final|final_price|discounted|discounted_price|total|result|price|new_price|sale_price": "round(price - price * percent / 100, 2)",
            "saved|savings|discount_amount|you_save|discount": "round(price * percent / 100, 2)",
        },
        (("percent > 100", "a discount is at most 100 percent"),),
    ),
    Operation(
        "tax",
        r"\b(tax|vat|gst|gross|net)\b",
        (
            number_role("amount", "amount|net|price|subtotal|value", low=0),
            number_role("rate", "rate|tax|percent|vat|tax_rate|vat_rate|percentage", low=0, default=20),
        ),
        {
            "total|gross|result|total_amount|price_with_tax": "round(amount + amount * rate / 100, 2)",
            "tax|vat|tax_amount|vat_amount": "round(amount * rate / 100, 2)",
        },
    ),
    Operation(
        "compound",
        r"\bcompound\b",
        (
            number_role("principal", "principal|p|amount|capital", low=0),
            number_role("rate", "rate|r|percent|interest|annual_rate"),
            number_role("years", "years|t|time|year|n", low=0),
            Role("times", "integer", "times|compounds|frequency|compounds_per_year|n_per_year", 1, 1),
        ),
        {
            "amount|total|final|balance|result|final_amount|value": "round(principal * (1 + rate / 100 / times) ** (times * years), 2)",
            "interest|earned": "round(principal * (1 + rate / 100 / times) ** (times * years) - principal, 2)",
        },
    ),
    Operation(
        "interest",
        r"\binterest\b",
        (
            number_role("principal", "principal|p|amount", low=0),
            number_role("rate", "rate|r|percent"),
            number_role("years", "years|t|time|year", low=0),
        ),
        {
            "interest|result": "round(principal * rate / 100 * years, 2)",
            "total|amount": "round(principal + principal * rate / 100 * years, 2)",
        },
    ),
    Operation(
        "loan",
        r"\b(loan|mortgage|monthly payment|amorti[sz]ation)\b",
        (
            number_role("principal", "principal|amount|loan|p|loan_amount", above=0),
            number_role("rate", "rate|annual_rate|interest|interest_rate|r", low=0),
            number_role("years", "years|term|term_years|t|n", above=0),
        ),
        {
            "payment|monthly_payment|monthly|result": "round(monthly_payment(principal, rate, years), 2)",
            "total|total_paid": "round(monthly_payment(principal, rate, years) * years * 12, 2)",
            "total_interest|interest": "round(monthly_payment(principal, rate, years) * years * 12 - principal, 2)",
        },
    ),
    Operation(
        "percentage",
        r"\bpercent(age)?s?\b",
        (number_role("part", "part|value|a|x|amount"), number_role("whole", "whole|total|b|y|of")),
        {"percent|percentage|result": "round(part / whole * 100, 6)"},
        (("whole == 0", "the whole must not be zero"),),
    ),
    # geometry
    Operation(
        "circle",
        r"\bcircle\b|\bradius\b",
        (number_role("radius", "radius|r", low=0),),
        {"area|result": "math.pi * radius**2", "circumference|perimeter": "2 * math.pi * radius", "diameter": "2 * radius"},
    ),
    Operation(
        "triangle",
        r"\btriangle\b",
        (number_role("base", "base|b", low=0), number_role("height", "height|h", low=0)),
        {"area|result": "base * height / 2"},
    ),
    Operation(
        "hypotenuse",
        r"\bhypotenuse\b|\bpythagor\w*",
        (number_role("a", "a|x", low=0), number_role("b", "b|y", low=0)),
        {"c|hypotenuse|result": "math.hypot(a, b)"},
    ),
    Operation(
        "rectangle",
        r"\brectang\w+\b|\b(area|perimeter)\b",
        (number_role("width", "width|w|a", low=0), number_role("height", "height|h|length|b|l", low=0)),
        {"area|result": "width * height", "perimeter": "2 * (width + height)"},
    ),
    Operation(
        "distance",
        r"\bdistance\b.*\bpoints?\b",
        (number_role("x1"), number_role("y1"), number_role("x2"), number_role("y2")),
        {"distance|result": "math.hypot(x2 - x1, y2 - y1)"},
    ),
    # dates
    Operation(
        "days_between",
        r"\b(days?|difference)\b.*\bbetween\b|\bdate[-_ ]?diff\w*|\bdays[-_ ]between\b",
        (Role("start", "date", "start|from|a|date1|first|start_date"), Role("end", "date", "end|to|b|date2|second|end_date")),
        {"days|result|difference": "(end - start).days"},
    ),
    Operation(
        "weekday",
        r"\b(weekday|day of (the )?week|which day)\b",
        (Role("day", "date", "date|day|d"),),
        {"weekday|day|day_of_week|result": 'day.strftime("%A")'},
    ),
    Operation(
        "age",
        r"\bage\b.*\b(birth\w*|dob|born)\b|\b(birth\w*|dob)\b.*\bage\b",
        (Role("born", "date", "birthdate|birth_date|dob|date_of_birth|birthday|date|born"),),
        {"age|years|result": "years_since(born)"},
        (("born > date.today()", "this date is in the future"),),
    ),
    Operation(
        "add_days",
        r"\badd\w*\b.*\bdays\b",
        (Role("start", "date", "date|start|from"), integer_role("days", "days|n|count")),
        {"date|result": "(start + timedelta(days=days)).isoformat()"},
    ),
    # chance
    Operation(
        "dice",
        r"\b(dice|die|roll(s|ing)?)\b",
        (Role("sides", "integer", "sides|faces|d", 6, 2), Role("count", "integer", "count|n|dice|rolls|number|times|num", 1, 1)),
        {"rolls|results|dice|values": "rolled", "result|value|roll": "rolled[0] if count == 1 else rolled", "total|sum": "sum(rolled)"},
        (("count > 1000 or sides > 1000000", "too many"),),
        ("rolled = [random.randint(1, sides) for _ in range(count)]",),
    ),
    Operation("coin", r"\b(coin|flip(s|ping)?|toss)\b", (), {"result|side|coin|flip|outcome": 'random.choice(["heads", "tails"])'}),
    Operation(
        "password",
        r"\bgenerat\w*\b.*\bpasswords?\b|\bpassword\b.*\b(generat\w*|random)\b|\brandom (password|string|token)\b",
        (Role("length", "integer", "length|len|n|size", 16, 4),),
        {
            "password|result|token|string": '"".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))',
            "length": "length",
        },
        (("length > 1024", "too long"),),
    ),
    Operation("uuid", r"\buuids?\b", (), {"uuid|result|id": "str(uuid4())"}),
    Operation(
        "random",
        r"\brandom\b.*\b(number|integer|int)\b|\brandom\b",
        (Role("low", "integer", "min|low|from|start|a", 1), Role("high", "integer", "max|high|to|end|b", 100)),
        {"number|value|result|random": "random.randint(low, high)"},
        (("low > high", "min must not be more than max"),),
    ),
    # arithmetic
    Operation(
        "calculator",
        r"\b(calc\w*|comput\w*|math|arithmetic)\b.*\b(op|operation|operator)\b|\b(op|operation|operator)\b.*\b(add|subtract|plus|\+)",
        (A_ROLE, B_ROLE, Role("op", "string", "op|operation|operator|o")),
        {"result|value|answer": "calculate(op, a, b)"},
        (("op not in OPERATORS", "unknown operation"), ('op in ("divide", "div", "/") and b == 0', "division by zero")),
    ),
    Operation("add", r"\b(add|adds|adding|addition|sum|plus)\b", (A_ROLE, B_ROLE), {"result|sum|value|answer|total": "plain(a + b)"}),
    Operation("subtract", r"\b(subtract\w*|minus|difference|sub)\b", (A_ROLE, B_ROLE), {"result|difference|value|answer": "plain(a - b)"}),
    Operation("multiply", r"\b(multipl\w*|product|times|mul)\b", (A_ROLE, B_ROLE), {"result|product|value|answer": "plain(a * b)"}),
    Operation(
        "divide",
        r"\b(divi\w*|quotient|div)\b",
        (A_ROLE, B_ROLE),
        {"result|quotient|value|answer": "plain(a / b)"},
        (("b == 0", "division by zero"),),
    ),
    Operation(
        "modulo",
        r"\b(modul\w*|remainder|mod)\b",
        (A_ROLE, B_ROLE),
        {"result|remainder|value": "plain(a % b)"},
        (("b == 0", "division by zero"),),
    ),
    Operation(
        "power",
        r"\b(power|exponent\w*|pow|raised?)\b",
        (A_ROLE, B_ROLE),
        {"result|power|value": "power(a, b)"},
        (("power(a, b) is None", "this cannot be computed"),),
    ),
    Operation(
        "square_root",
        r"\b(square[-_ ]?root|sqrt)\b",
        (number_role("n", "n|number|x|value"),),
        {"result|root|sqrt|value": "plain(math.sqrt(n))"},
        (("n < 0", "the number must not be negative"),),
    ),
    Operation("cube", r"\bcubed?\b", (number_role("n", "n|number|x|value"),), {"result|cube|value": "plain(n**3)"}),
    Operation("square", r"\bsquared?\b", (number_role("n", "n|number|x|value"),), {"result|square|squared|value": "plain(n * n)"}),
    Operation(
        "double", r"\bdoubled?\b|\btwice\b", (number_role("n", "n|number|x|value"),), {"result|double|doubled|value": "plain(n * 2)"}
    ),
    Operation("absolute", r"\babs(olute)?\b", (number_role("n", "n|number|x|value"),), {"result|absolute|abs|value": "plain(abs(n))"}),
    Operation(
        "round",
        r"\bround(s|ed)?\b",
        (number_role("n", "n|number|x|value"), integer_role("digits", "digits|decimals|places|precision")),
        {"result|rounded|value": "round(n, digits)"},
    ),
    Operation("max_of", r"\b(max(imum)?|largest|larger|greater) of\b", (A_ROLE, B_ROLE), {"result|max|maximum": "plain(max(a, b))"}),
    Operation(
        "time",
        r"\b(current|server|present)?\s*(date and )?time\b|\bnow\b",
        (),
        {"time|now|datetime|timestamp|current_time": "datetime.now(UTC).isoformat()", "date": "date.today().isoformat()"},
    ),
    Operation("echo", r"\becho(es)?\b", (Role("text", "string", "text|message|msg|value|q|input"),), {"echo|text|message|result": "text"}),
)
