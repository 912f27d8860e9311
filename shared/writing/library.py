"""Functions that a generated application may need, by name. Each is written into `main.py` when it is used."""

LIBRARY = {
    "now": '''
def now() -> str:
    """The present time, in UTC."""
    return datetime.now(UTC).isoformat()
''',
    "new_code": '''
def new_code(table: store.Table) -> str:
    """A short code that is not taken."""
    while True:
        code = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(6))
        if table.get(code) is None:
            return code
''',
    "slugify": '''
def slugify(text: str) -> str:
    """`Héllo, World!` -> `hello-world`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
''',
    "entered": '''
async def entered(request: Request, model: Any) -> Any:
    """What a form says, where every value is a text; what is left empty is not sent."""
    sent = {name: value for name, value in (await request.form()).items() if value != ""}
    try:
        return model.model_validate_strings(sent)
    except ValidationError as error:
        raise RequestValidationError([one | {"loc": ("body", *one["loc"])} for one in error.errors()]) from error
''',
    "bare_words": '''
def bare_words(text: str) -> list[str]:
    """The words of a text without the punctuation around them."""
    return [word for part in text.split() if (word := part.strip(string.punctuation))]
''',
    "top_words": '''
def top_words(words: list[str], count: int) -> list[dict[str, Any]]:
    """The most frequent words in lower case; of equally frequent ones the first by alphabet."""
    ranked = sorted(Counter(word.lower() for word in words).items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"word": word, "count": number} for word, number in ranked[:count]]
''',
    "moment": '''
def moment(text: str) -> datetime:
    """A date, a time of day or both as a point in time, to compare; without a zone it is UTC."""
    parsed = datetime.fromisoformat(f"2000-01-01T{text}" if re.match(r"\\d\\d:", text) else text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
''',
    "plain": '''
def plain(value: float) -> float | int:
    """A whole number without a decimal point."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else value
''',
    "power": '''
def power(a: float, b: float) -> float | int | None:
    """`a` to the power `b`; None when that is no number or too large."""
    try:
        value = math.pow(a, b)
    except (OverflowError, ValueError):
        return None
    return plain(value)
''',
    "calculate": '''
OPERATORS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
}
OPERATORS |= {"sub": OPERATORS["subtract"], "mul": OPERATORS["multiply"], "div": OPERATORS["divide"]}
OPERATORS |= {"+": OPERATORS["add"], "-": OPERATORS["subtract"], "*": OPERATORS["multiply"], "/": OPERATORS["divide"]}


def calculate(operator: str, a: float, b: float) -> float | int:
    """The value of `a operator b`."""
    return plain(OPERATORS[operator](a, b))
''',
    "fibonacci": '''
def fibonacci(count: int) -> list[int]:
    """The first numbers of the sequence 0, 1, 1, 2, …"""
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:count]
''',
    "is_prime": '''
def is_prime(n: int) -> bool:
    """Whether n is a prime number."""
    return n > 1 and all(n % k for k in range(2, math.isqrt(n) + 1))
''',
    "prime_factors": '''
def prime_factors(n: int) -> list[int]:
    """The prime factors, ascending, each as often as it divides n."""
    factors, divisor = [], 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            factors.append(divisor)
            n //= divisor
        divisor += 1
    return [*factors, n] if n > 1 else factors
''',
    "collatz": '''
def collatz(n: int) -> list[int]:
    """The Collatz sequence from n down to 1."""
    sequence = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        sequence.append(n)
    return sequence
''',
    "to_roman": '''
ROMAN = {
    "M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1,
}


def to_roman(n: int) -> str:
    """A number from 1 to 3999 in Roman numerals."""
    text = ""
    for numeral, value in ROMAN.items():
        text += numeral * (n // value)
        n %= value
    return text
''',
    "from_roman": '''
def from_roman(text: str) -> int | None:
    """The value of a Roman numeral; None when it is none."""
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}.get(letter, 0) for letter in text.upper()]
    total = sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
    return total if 1 <= total <= 3999 and to_roman(total) == text.upper() else None
''',
    "known_temperature": '''
def known_temperature(unit: str) -> str | None:
    """C, F or K; None for another unit."""
    letter = unit.strip().upper()[:1]
    return letter if unit.strip().lower() in {"c", "f", "k", "celsius", "fahrenheit", "kelvin"} else None
''',
    "convert_temperature": '''
def convert_temperature(value: float, source: str, target: str) -> float:
    """A temperature in another unit."""
    start, end = known_temperature(source), known_temperature(target)
    celsius = {"C": value, "F": (value - 32) * 5 / 9, "K": value - 273.15}[start or "C"]
    return {"C": celsius, "F": celsius * 9 / 5 + 32, "K": celsius + 273.15}[end or "C"]
''',
    "convertible": '''
LENGTHS = {"mm": 0.001, "cm": 0.01, "m": 1, "km": 1000, "in": 0.0254, "inch": 0.0254, "inches": 0.0254, "ft": 0.3048, "feet": 0.3048, "foot": 0.3048}
LENGTHS |= {"yd": 0.9144, "yards": 0.9144, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "meters": 1, "metres": 1, "kilometers": 1000, "kilometres": 1000}
WEIGHTS = {"mg": 1e-6, "g": 0.001, "kg": 1, "t": 1000, "oz": 0.028349523125, "lb": 0.45359237, "lbs": 0.45359237, "pounds": 0.45359237}
WEIGHTS |= {"grams": 0.001, "kilograms": 1, "ounces": 0.028349523125, "pound": 0.45359237}
TEMPERATURES = {"c", "f", "k", "celsius", "fahrenheit", "kelvin"}


def convertible(source: str, target: str) -> bool:
    """Whether both units are known and measure the same."""
    pair = {source.lower(), target.lower()}
    return any(pair <= set(units) for units in (LENGTHS, WEIGHTS, TEMPERATURES))
''',
    "convert_units": '''
def convert_units(value: float, source: str, target: str) -> float:
    """A length, a weight or a temperature in another unit."""
    source, target = source.lower(), target.lower()
    if source in TEMPERATURES:
        return convert_temperature(value, source, target)
    units = LENGTHS if source in LENGTHS else WEIGHTS
    return value * units[source] / units[target]
''',
    "letters": '''
def letters(text: str) -> list[str]:
    """The letters and digits of a text, sorted, without regard to case."""
    return sorted(letter for letter in text.casefold() if letter.isalnum())
''',
    "is_palindrome": '''
def is_palindrome(text: str) -> bool:
    """Whether a text reads the same backwards; case, spaces and punctuation do not count."""
    plain_letters = [letter for letter in text.casefold() if letter.isalnum()]
    return plain_letters == plain_letters[::-1]
''',
    "caesar": '''
def caesar(text: str, shift: int) -> str:
    """Each letter moved along the alphabet; all else stays."""
    moved = ""
    for letter in text:
        start = 65 if "A" <= letter <= "Z" else 97
        moved += chr((ord(letter) - start + shift) % 26 + start) if letter.isascii() and letter.isalpha() else letter
    return moved
''',
    "from_base64": '''
def from_base64(text: str) -> str | None:
    """The text behind base64; None when it is none."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return None
''',
    "camel_case": '''
def camel_case(text: str) -> str:
    """`hello big world` -> `helloBigWorld`."""
    first, *rest = re.findall(r"[A-Za-z0-9]+", text) or [""]
    return first.lower() + "".join(word.capitalize() for word in rest)
''',
    "pig_latin": '''
def pig_latin(word: str) -> str:
    """`pig` -> `igpay`, `apple` -> `appleway`."""
    if word[:1].lower() in "aeiou":
        return word + "way"
    start = next((i for i, letter in enumerate(word) if letter.lower() in "aeiou"), len(word))
    return word[start:] + word[:start] + "ay"
''',
    "to_morse": '''
MORSE = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        (
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
            "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
        ).split(),
        strict=True,
    )
)


def to_morse(text: str) -> str:
    """Letters are parted by a space, words by ` / `."""
    return " / ".join(" ".join(MORSE[letter] for letter in word if letter in MORSE) for word in text.upper().split())
''',
    "from_morse": '''
def from_morse(code: str) -> str:
    """The text behind Morse code."""
    back = {signs: letter for letter, signs in MORSE.items()}
    return " ".join("".join(back.get(signs, "") for signs in word.split()) for word in code.split("/"))
''',
    "password_points": '''
def password_points(password: str) -> int:
    """0 to 5: length and kinds of characters."""
    kinds = (r"[a-z]", r"[A-Z]", r"\\d", r"[^A-Za-z0-9]")
    return (len(password) >= 8) + sum(bool(re.search(kind, password)) for kind in kinds)
''',
    "password_strength": '''
def password_strength(password: str) -> str:
    """weak, medium or strong."""
    points = password_points(password)
    return "weak" if points < 3 or len(password) < 8 else "strong" if points == 5 else "medium"
''',
    "luhn": '''
def luhn(number: str) -> bool:
    """Whether the digits pass the Luhn check."""
    digits = [int(digit) for digit in number if digit.isdigit()][::-1]
    doubled = [digit if i % 2 == 0 else sum(divmod(digit * 2, 10)) for i, digit in enumerate(digits)]
    return bool(digits) and sum(doubled) % 10 == 0
''',
    "bmi": '''
def bmi(weight: float, height: float) -> float:
    """Body mass index from kilograms and metres; a height above 3 is in centimetres."""
    metres = height / 100 if height > 3 else height
    return weight / metres**2
''',
    "bmi_category": '''
def bmi_category(value: float) -> str:
    """The category of the World Health Organization."""
    return "underweight" if value < 18.5 else "normal" if value < 25 else "overweight" if value < 30 else "obese"
''',
    "monthly_payment": '''
def monthly_payment(principal: float, rate: float, years: float) -> float:
    """The payment of an annuity loan; `rate` is percent a year."""
    monthly, months = rate / 1200, years * 12
    return principal / months if monthly == 0 else principal * monthly / (1 - (1 + monthly) ** -months)
''',
    "years_since": '''
def years_since(born: date) -> int:
    """Whole years from a date until today."""
    today = date.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
''',
    "average": '''
def average(values: list[float | None], empty: float | None = None, digits: int = 2) -> float | None:
    """The mean of what is there, rounded; `empty` when nothing is."""
    present = [value for value in values if value is not None]
    return round(sum(present) / len(present), digits) if present else empty
''',
    "grouped": '''
def grouped(rows: list[Row], key: Any, value: Any, combine: Any) -> dict[Any, Any]:
    """Key -> the combined values of its rows."""
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(value(row))
    return {name: combine(values) for name, values in groups.items()}
''',
    "iso_date": '''
def iso_date(text: str, status: int) -> date:
    """The date `2030-12-31`; refused when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(status, "this is no date") from None
''',
}
