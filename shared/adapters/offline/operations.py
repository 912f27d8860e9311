"""The stateless operations that the offline model knows: what names them, what goes in, what comes out. Data for `formulas`."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Role:
    """An input: the names it goes by, its type, a default, and limits (`low`, `above`)."""

    name: str
    type: str
    names: str = ""
    default: object = None
    low: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class Operation:
    """`words` matches the path's last word or the description. `outputs`: names (alternatives by |) -> expression over the inputs; the first is the main one.

    `refuse`: (condition, status, what is wrong). `before`: statements that the expressions need.
    """

    name: str
    words: str
    roles: tuple[Role, ...]
    outputs: dict[str, str]
    refuse: tuple[tuple[str, int, str], ...] = ()
    before: tuple[str, ...] = field(default_factory=tuple)


def _n(name: str, names: str = "", **more: float) -> Role:
    return Role(name, "number", names, **more)


def _i(name: str, names: str = "", **more: float) -> Role:
    return Role(name, "integer", names, **more)


_TEXT = Role("text", "string", "text|string|s|str|input|sentence|value|word|phrase|q|message|content|data|title|name|body")
_N = Role("n", "integer", "n|number|num|value|x|limit|count|input|max|upto|up_to")
_A, _B = (
    _n("a", "a|x|first|left|num1|number1|n1|augend|base|dividend|numerator"),
    _n("b", "b|y|second|right|num2|number2|n2|divisor|denominator|exponent|power"),
)
_IA, _IB = _i("a", "a|x|first|n1|num1|m"), _i("b", "b|y|second|n2|num2|n")
_LIST = Role("numbers", "numbers", "numbers|values|nums|list|data|items|input|array|n")
_EMPTY = (("not numbers", 0, "the list is empty"),)
_WHOLE = "plain({0})"

OPERATIONS: tuple[Operation, ...] = (
    # numbers in lists
    Operation(
        "statistics",
        r"\bstat(istic)?s?\b|\b(mean|median|average|mode)\b.*\b(mean|median|min|max|sum|mode|average|std\w*)\b|\b(mean|median|average|std\w*|variance)\b",
        (_LIST,),
        {
            "mean|average|avg": "statistics.fmean(numbers)",
            "median|med": "statistics.median(numbers)",
            "min|minimum|smallest|lowest": "min(numbers)",
            "max|maximum|largest|highest": "max(numbers)",
            "sum|total": "sum(numbers)",
            "count|n|length|size": "len(numbers)",
            "mode": "statistics.mode(numbers)",
            "range": "max(numbers) - min(numbers)",
            "stdev|std|std_dev|stddev|standard_deviation": "statistics.pstdev(numbers)",
            "variance": "statistics.pvariance(numbers)",
        },
        _EMPTY,
    ),
    Operation(
        "sort",
        r"\bsort(s|ed|ing)?\b",
        (
            Role("items", "list", "numbers|items|values|list|words|data|strings|array|nums"),
            Role("order", "order", "order|direction|descending|desc|reverse", "asc"),
        ),
        {"sorted|result|numbers|items|sorted_numbers": 'sorted(items, reverse={order} in ("desc", "descending", "true", True))'},
    ),
    Operation(
        "unique",
        r"\b(dedup\w*|unique|distinct|remove[sd]? duplicates|without duplicates)\b",
        (Role("items", "list", "items|numbers|values|list|words|data|strings"),),
        {"unique|result|items|values|deduplicated": "list(dict.fromkeys(items))", "count": "len(set(items))"},
    ),
    Operation(
        "sum_list",
        r"\b(sum|total|adds? up)\b.*\b(list|array|numbers)\b|\b(list|array|numbers)\b.*\b(sum|total)\b",
        (_LIST,),
        {"sum|total|result": "sum(numbers)", "count": "len(numbers)", "average|mean": "statistics.fmean(numbers)"},
    ),
    # special numbers
    Operation(
        "factorial",
        r"\bfactorials?\b",
        (_N,),
        {"factorial|result|value": "math.factorial(n)"},
        (("n < 0", 0, "n must not be negative"), ("n > 1000", 0, "n is too large")),
    ),
    Operation(
        "fibonacci_list",
        r"\bfibonacci\b.*\b(first|sequence|list|numbers up|series)\b|\bfirst (n|\S+) fibonacci",
        (_N,),
        {"sequence|fibonacci|numbers|result|values|series": "fibonacci(n)"},
        (("n < 0", 0, "n must not be negative"), ("n > 1000", 0, "n is too large")),
    ),
    Operation(
        "fibonacci",
        r"\bfib(onacci)?\b",
        (_N,),
        {"fibonacci|result|value": "fibonacci(n + 1)[n]"},
        (("n < 0", 0, "n must not be negative"), ("n > 1000", 0, "n is too large")),
    ),
    Operation(
        "primes",
        r"\bprimes?\b.*\b(up to|below|under|first|less than|between|list)\b|\blist\w* .*primes\b|\bprimes\b(?!.*factor)",
        (_N,),
        {"primes|result|numbers": "[k for k in range(2, n + 1) if is_prime(k)]", "count": "sum(is_prime(k) for k in range(2, n + 1))"},
        (("n > 1000000", 0, "n is too large"),),
    ),
    Operation(
        "prime_factors",
        r"\bprime factor\w*|\bfactori[sz]\w*|\bfactors\b.*\bprime",
        (_N,),
        {"factors|prime_factors|result": "prime_factors(n)"},
        (("n < 2", 0, "n must be at least 2"), ("n > 10**12", 0, "n is too large")),
    ),
    Operation(
        "prime",
        r"\bprime\b|\bis[-_ ]?prime\b",
        (_N,),
        {"prime|is_prime|isPrime|result": "is_prime(n)"},
        (("n > 10**12", 0, "n is too large"),),
    ),
    Operation(
        "divisors",
        r"\b(divisors|factors)\b",
        (_N,),
        {"divisors|factors|result": "[k for k in range(1, n + 1) if n % k == 0]"},
        (("n < 1", 0, "n must be positive"), ("n > 1000000", 0, "n is too large")),
    ),
    Operation("gcd_lcm", r"\bgcd\b.*\blcm\b|\blcm\b.*\bgcd\b", (_IA, _IB), {"gcd": "math.gcd(a, b)", "lcm": "math.lcm(a, b)"}),
    Operation("gcd", r"\bgcd\b|greatest common (divisor|denominator)|\bhcf\b", (_IA, _IB), {"gcd|result|value": "math.gcd(a, b)"}),
    Operation("lcm", r"\blcm\b|least common multiple", (_IA, _IB), {"lcm|result|value": "math.lcm(a, b)"}),
    Operation(
        "from_roman",
        r"\broman\b.*\b(to (an? )?(arabic|integer|number|decimal|int)|back|from[- ]roman|into (a |an )?(number|integer))\b|from[-_ ]roman|\b(parse|decode)\w*\b.*roman|roman[-_]to",
        (Role("roman", "string", "roman|text|numeral|value|r|s|input"),),
        {"number|value|arabic|integer|result|n": "from_roman(roman)"},
        (("from_roman(roman) is None", 0, "this is no Roman numeral"),),
    ),
    Operation(
        "to_roman",
        r"\broman\b",
        (_N,),
        {"roman|result|numeral|value": "to_roman(n)"},
        (("not 1 <= n <= 3999", 0, "the number must be between 1 and 3999"),),
    ),
    Operation(
        "from_binary",
        r"\bbinary (number |string |digits )?(to|into|as) (an? )?(decimal|integer|number)|from[-_ ]binary|binary[-_]to[-_]decimal",
        (Role("text", "string", "binary|text|bits|value|b|n|number"),),
        {"decimal|number|value|result": "int(text, 2)"},
        (('not re.fullmatch("[01]+", text)', 0, "this is no binary number"),),
    ),
    Operation("to_binary", r"\bbinary\b", (_N,), {"binary|result|value": 'format(n, "b")'}, (("n < 0", 0, "n must not be negative"),)),
    Operation(
        "to_hex",
        r"\bhex(adecimal)?\b(?!.*colou?r)",
        (_N,),
        {"hex|hexadecimal|result|value": 'format(n, "x")'},
        (("n < 0", 0, "n must not be negative"),),
    ),
    Operation(
        "even",
        r"\b(is[-_ ]?)?(even|odd)\b",
        (_N,),
        {"even|is_even|result": "n % 2 == 0", "odd|is_odd": "n % 2 == 1", "parity|kind|type": '"even" if n % 2 == 0 else "odd"'},
    ),
    Operation(
        "digit_sum",
        r"\b(digit[-_ ]?sum|sum[-_ ](of )?(the |its )?digits|digits sum)\b",
        (_N,),
        {"sum|digit_sum|result": "sum(int(digit) for digit in str(abs(n)))"},
    ),
    Operation(
        "leap",
        r"\bleap\b",
        (Role("year", "integer", "year|y|n"),),
        {"leap|is_leap|leap_year|is_leap_year|isLeap|result": "year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)"},
    ),
    Operation(
        "fizzbuzz_list",
        r"\bfizz[-_ ]?buzz\b.*\b(list|array|sequence|from 1|1 to|up to|first)\b",
        (_N,),
        {"result|fizzbuzz|sequence|values|items": '["Fizz" * (k % 3 == 0) + "Buzz" * (k % 5 == 0) or str(k) for k in range(1, n + 1)]'},
        (("not 0 <= n <= 100000", 0, "n is out of range"),),
    ),
    Operation(
        "fizzbuzz", r"\bfizz[-_ ]?buzz\b", (_N,), {"result|fizzbuzz|value": '"Fizz" * (n % 3 == 0) + "Buzz" * (n % 5 == 0) or str(n)'}
    ),
    Operation(
        "collatz",
        r"\bcollatz\b",
        (_N,),
        {"sequence|steps_list|result|collatz": "collatz(n)", "steps|length": "len(collatz(n)) - 1"},
        (("n < 1", 0, "n must be positive"),),
    ),
    Operation(
        "perfect",
        r"\bperfect number\b|\bis[-_]?perfect\b",
        (_N,),
        {"perfect|is_perfect|result": "n > 1 and sum(k for k in range(1, n) if n % k == 0) == n"},
        (("n > 1000000", 0, "n is too large"),),
    ),
    # conversions
    Operation(
        "temperature_any",
        r"\btemperature\b.*\b(from|unit)\b.*\bto\b|\bconvert.*\bbetween\b.*(celsius|fahrenheit|kelvin)",
        (
            _n("value", "value|temperature|temp|v|amount|degrees"),
            Role("source", "string", "from|from_unit|source|unit|fromUnit"),
            Role("target", "string", "to|to_unit|target|toUnit"),
        ),
        {"result|value|converted|temperature": "round(convert_temperature({value}, {source}, {target}), 6)"},
        (("known_temperature({source}) is None or known_temperature({target}) is None", 0, "unknown unit"),),
    ),
    Operation(
        "c_to_f",
        r"(celsius|centigrade|\bc\b|celcius)[-_ ]*(degrees )?(to|into|2|->|in)[-_ ]*(degrees )?(fahrenheit|f\b)|\bc2f\b|\bctof\b|\?c=|\bto fahrenheit",
        (_n("c", "c|celsius|temp|temperature|value|degrees|t"),),
        {"f|fahrenheit|result|value|temperature": "round(c * 9 / 5 + 32, 6)", "kelvin|k": "round(c + 273.15, 6)"},
    ),
    Operation(
        "f_to_c",
        r"(fahrenheit|\bf\b)[-_ ]*(degrees )?(to|into|2|->|in)[-_ ]*(degrees )?(celsius|celcius|centigrade|c\b)|\bf2c\b|\bftoc\b|\?f=|\bto celsius",
        (_n("f", "f|fahrenheit|temp|temperature|value|degrees|t"),),
        {"c|celsius|result|value|temperature": "round((f - 32) * 5 / 9, 6)", "kelvin|k": "round((f - 32) * 5 / 9 + 273.15, 6)"},
    ),
    Operation("c_to_k", r"celsius.*kelvin", (_n("c", "c|celsius|value|temp"),), {"k|kelvin|result|value": "round(c + 273.15, 6)"}),
    Operation(
        "km_to_miles",
        r"(km|kilomet\w+)[-_ ]*(to|into|2|->)[-_ ]*(mi\b|miles?)|\?km=",
        (_n("km", "km|kilometers|kilometres|value|distance"),),
        {"miles|mi|result|value": "round(km / 1.609344, 6)"},
    ),
    Operation(
        "miles_to_km",
        r"(mi\b|miles?)[-_ ]*(to|into|2|->)[-_ ]*(km|kilomet\w+)|\?miles=",
        (_n("miles", "miles|mi|value|distance"),),
        {"km|kilometers|kilometres|result|value": "round(miles * 1.609344, 6)"},
    ),
    Operation(
        "kg_to_lb",
        r"(kg|kilo\w*)[-_ ]*(to|into|2|->)[-_ ]*(lbs?|pounds?)|\?kg=",
        (_n("kg", "kg|kilograms|value|weight"),),
        {"lb|lbs|pounds|result|value": "round(kg / 0.45359237, 6)"},
    ),
    Operation(
        "lb_to_kg",
        r"(lbs?|pounds?)[-_ ]*(to|into|2|->)[-_ ]*(kg|kilo\w*)|\?lbs?=",
        (_n("lb", "lb|lbs|pounds|value|weight"),),
        {"kg|kilograms|result|value": "round(lb * 0.45359237, 6)"},
    ),
    Operation(
        "m_to_ft",
        r"\b(m|meters?|metres?)[-_ ]*(to|into|2|->)[-_ ]*(ft|feet|foot)\b",
        (_n("m", "m|meters|metres|value"),),
        {"feet|ft|result|value": "round(m / 0.3048, 6)"},
    ),
    Operation(
        "ft_to_m",
        r"\b(ft|feet|foot)[-_ ]*(to|into|2|->)[-_ ]*(m|meters?|metres?)\b",
        (_n("ft", "ft|feet|value"),),
        {"meters|metres|m|result|value": "round(ft * 0.3048, 6)"},
    ),
    Operation(
        "cm_to_in",
        r"\b(cm|centimet\w+)[-_ ]*(to|into|2|->)[-_ ]*(in|inch(es)?)\b",
        (_n("cm", "cm|value"),),
        {"inches|in|inch|result|value": "round(cm / 2.54, 6)"},
    ),
    Operation(
        "in_to_cm",
        r"\b(in|inch(es)?)[-_ ]*(to|into|2|->)[-_ ]*(cm|centimet\w+)\b",
        (_n("inches", "inches|in|inch|value"),),
        {"cm|centimeters|centimetres|result|value": "round(inches * 2.54, 6)"},
    ),
    Operation(
        "units",
        r"\bconver\w*\b.*\b(units?|length|weight|mass|distance|between)\b|\bunits?\b.*\bconver",
        (
            _n("value", "value|amount|v|x|quantity"),
            Role("source", "string", "from|from_unit|source|fromUnit"),
            Role("target", "string", "to|to_unit|target|toUnit"),
        ),
        {"result|value|converted": "round(convert_units({value}, {source}, {target}), 6)"},
        (("not convertible({source}, {target})", 0, "these units cannot be converted"),),
    ),
    # text
    Operation("palindrome", r"\bpalindromes?\b", (_TEXT,), {"palindrome|is_palindrome|isPalindrome|result": "is_palindrome(text)"}),
    Operation(
        "anagram",
        r"\banagrams?\b",
        (Role("a", "string", "a|first|word1|one|s1|text1|left"), Role("b", "string", "b|second|word2|two|s2|text2|right")),
        {"anagram|is_anagram|anagrams|are_anagrams|result": "letters(a) == letters(b)"},
    ),
    Operation(
        "word_frequency",
        r"\b(word )?frequenc(y|ies)\b|\bhow (often|many times) each word\b|\bcount(s)? (of )?each word\b|\boccurrences of each\b",
        (_TEXT,),
        {"frequencies|frequency|counts|result|words": 'dict(Counter(re.findall(r"[\\w\']+", text.lower())))'},
    ),
    Operation(
        "vowels",
        r"\bvowels?\b",
        (_TEXT,),
        {
            "vowels|vowel_count|count|result": 'sum(letter in "aeiou" for letter in text.lower())',
            "consonants": 'sum(letter.isalpha() and letter not in "aeiou" for letter in text.lower())',
        },
    ),
    Operation(
        "word_count",
        r"\bword[-_ ]?counts?\b|\bcount\w*\b.*\b(words|characters|letters|lines|sentences|chars)\b|\bnumber of (words|characters|lines)\b|\btext[-_ ]?(stats|analy\w+)\b|\bwords\b.*\bcharacters\b|\banaly[sz]e\w*\b.*\btext\b",
        (_TEXT,),
        {
            "words|word_count|wordCount|count|result|number_of_words": "len(text.split())",
            "characters|chars|character_count|char_count|length|letters_total": "len(text)",
            "lines|line_count": "len(text.splitlines())",
            "sentences|sentence_count": 'len([part for part in re.split(r"[.!?]+", text) if part.strip()])',
            "unique_words|unique|distinct": "len(set(text.lower().split()))",
            "letters|letter_count": "sum(letter.isalpha() for letter in text)",
            "digits": "sum(letter.isdigit() for letter in text)",
            "spaces": 'text.count(" ")',
            "characters_without_spaces|characters_no_spaces|chars_no_spaces|chars_without_spaces": 'len(re.sub(r"\\s", "", text))',
            "longest_word|longest": 'max(text.split(), key=len, default="")',
            "vowels|vowel_count": 'sum(letter in "aeiou" for letter in text.lower())',
            "average_word_length|avg_word_length": "sum(map(len, text.split())) / len(text.split()) if text.split() else 0",
            "paragraphs": 'len([part for part in text.split("\\n\\n") if part.strip()])',
        },
    ),
    Operation("slugify", r"\bslugs?\b|\bslugif\w+", (_TEXT,), {"slug|result": "slugify(text)"}),
    Operation("rot13", r"\brot[-_ ]?13\b", (_TEXT,), {"result|output|text|rot13|encoded|encrypted": "caesar(text, 13)"}),
    Operation(
        "caesar_back",
        r"\b(decrypt|decipher|decode)\w*\b.*\b(caesar|cipher|shift)\b|\b(caesar|cipher|shift)\b.*\b(decrypt|decipher|decode)\w*\b(?!.*encrypt)",
        (_TEXT, _i("shift", "shift|key|n|k|offset")),
        {"result|text|decrypted|plaintext|decoded|output": "caesar(text, -shift)"},
    ),
    Operation(
        "caesar",
        r"\bcaesar\b|\bencrypt\w*\b.*\bshift\b|\bcipher\b",
        (_TEXT, _i("shift", "shift|key|n|k|offset")),
        {"result|text|encrypted|ciphertext|encoded|output": "caesar(text, shift)"},
    ),
    Operation(
        "base64_decode",
        r"\bbase[-_ ]?64\b.*\bdecod\w*|\bdecod\w*\b.*\bbase[-_ ]?64\b",
        (_TEXT,),
        {"decoded|result|text|output": "from_base64(text)"},
        (("from_base64(text) is None", 0, "this is no base64 text"),),
    ),
    Operation("base64", r"\bbase[-_ ]?64\b", (_TEXT,), {"encoded|result|base64|output": "base64.b64encode(text.encode()).decode()"}),
    Operation(
        "hash",
        r"\b(hash|sha-?(256|1|512)|md5|digest|checksum)\b",
        (_TEXT, Role("algorithm", "algorithm", "algorithm|algo|method|type", "sha256")),
        {"hash|digest|result|sha256|md5|hex|checksum": "hashlib.new({algorithm}, text.encode()).hexdigest()"},
    ),
    Operation(
        "uppercase",
        r"\bupper[-_ ]?case[sd]?\b|\bupper\b|\bcapital letters\b|\bin capitals\b",
        (_TEXT,),
        {"result|uppercase|upper|text|output": "text.upper()"},
    ),
    Operation("lowercase", r"\blower[-_ ]?case[sd]?\b|\blower\b", (_TEXT,), {"result|lowercase|lower|text|output": "text.lower()"}),
    Operation(
        "titlecase",
        r"\btitle[-_ ]?case\b|\bcapitali[sz]e\w*\b",
        (_TEXT,),
        {"result|title|titlecase|capitalized|text": '" ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))'},
    ),
    Operation("camelcase", r"\bcamel[-_ ]?case\b", (_TEXT,), {"result|camel|camelcase|camelCase": "camel_case(text)"}),
    Operation(
        "snakecase",
        r"\bsnake[-_ ]?case\b",
        (_TEXT,),
        {"result|snake|snakecase|snake_case": 'slugify(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)).replace("-", "_")'},
    ),
    Operation(
        "kebabcase", r"\bkebab[-_ ]?case\b", (_TEXT,), {"result|kebab|kebabcase": 'slugify(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text))'}
    ),
    Operation(
        "reverse_words",
        r"\brevers\w*\b.*\b(order of )?(the )?words\b|\bwords\b.*\brevers",
        (_TEXT,),
        {"result|reversed|text": '" ".join(reversed(text.split()))'},
    ),
    Operation("reverse", r"\brevers\w*\b|\bbackwards\b", (_TEXT,), {"result|reversed|reverse|text|output": "text[::-1]"}),
    Operation(
        "repeat",
        r"\brepeat(s|ed)?\b",
        (_TEXT, _i("times", "times|count|n", low=0)),
        {"result|text|repeated|output": "text * times"},
        (("times > 10000", 0, "too many times"),),
    ),
    Operation(
        "truncate",
        r"\btruncat\w+\b|\bshorten\w*\b.*\btext\b",
        (_TEXT, _i("length", "length|max_length|max|limit|n", low=0)),
        {"result|text|truncated": "text[:length]"},
    ),
    Operation(
        "text_length",
        r"\blength of (the |a )?(text|string)|\bcharacter count\b|\bhow long\b",
        (_TEXT,),
        {"length|characters|count|result": "len(text)"},
    ),
    Operation(
        "acronym",
        r"\bacronyms?\b|\binitials\b",
        (_TEXT,),
        {"acronym|initials|result": '"".join(word[0].upper() for word in re.findall(r"[A-Za-z]+", text))'},
    ),
    Operation(
        "pig_latin",
        r"\bpig[-_ ]?latin\b",
        (_TEXT,),
        {"result|pig_latin|text|translation": '" ".join(pig_latin(word) for word in text.split())'},
    ),
    Operation(
        "from_morse",
        r"\bmorse\b.*\b(decod\w*|to text|into text|back)\b|\bdecod\w*\b.*\bmorse\b",
        (_TEXT,),
        {"text|result|decoded": "from_morse(text)"},
    ),
    Operation("morse", r"\bmorse\b", (_TEXT,), {"morse|result|code|encoded": "to_morse(text)"}),
    Operation(
        "strength",
        r"\bpassword[-_ ]?strength\b|\bstrength of (a |the )?password\b|\bhow strong\b",
        (Role("password", "string", "password|text|value"),),
        {"strength|result|rating|level": "password_strength(password)", "score": "password_points(password)"},
    ),
    Operation(
        "valid_email",
        r"\bvalid\w*\b.*\bemail\b|\bemail\b.*\bvalid",
        (Role("email", "string", "email|address|value|text"),),
        {"valid|is_valid|result": 're.fullmatch(r"[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+", email) is not None'},
    ),
    Operation(
        "luhn",
        r"\bluhn\b|\b(credit )?card number\b.*\bvalid|\bvalid\w*\b.*\bcard\b",
        (Role("number", "string", "number|card|value|digits"),),
        {"valid|is_valid|result": "luhn(number)"},
    ),
    # money and body
    Operation(
        "bmi",
        r"\bbmi\b|body mass",
        (_n("weight", "weight|weight_kg|kg|w|mass", above=0), _n("height", "height|height_m|m|h|height_cm", above=0)),
        {"bmi|result|value": "round(bmi(weight, height), 2)", "category|classification|class|status": "bmi_category(bmi(weight, height))"},
    ),
    Operation(
        "tip",
        r"\btips?\b",
        (
            _n("amount", "bill|amount|total|price|bill_amount|subtotal", low=0),
            _n("percent", "percent|tip|percentage|tip_percent|tip_percentage|rate|tipPercent", low=0, default=15),
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
        (_n("amount", "amount|total|bill", low=0), Role("people", "integer", "people|persons|n|guests|count", None, 1)),
        {"per_person|share|each|result|amount_per_person": "round(amount / people, 2)"},
    ),
    Operation(
        "discount",
        r"\bdiscount\w*\b",
        (
            _n("price", "price|amount|original|original_price|total|value", low=0),
            Role("percent", "number", "percent|discount|percentage|discount_percent|rate|off|pct|discount_percentage", None, 0),
        ),
        {
            "final|final_price|discounted|discounted_price|total|result|price|new_price|sale_price": "round(price - price * percent / 100, 2)",
            "saved|savings|discount_amount|you_save|discount": "round(price * percent / 100, 2)",
        },
        (("percent > 100", 0, "a discount is at most 100 percent"),),
    ),
    Operation(
        "tax",
        r"\b(tax|vat|gst|gross|net)\b",
        (
            _n("amount", "amount|net|price|subtotal|value", low=0),
            _n("rate", "rate|tax|percent|vat|tax_rate|vat_rate|percentage", low=0, default=20),
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
            _n("principal", "principal|p|amount|capital", low=0),
            _n("rate", "rate|r|percent|interest|annual_rate"),
            _n("years", "years|t|time|year|n", low=0),
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
        (_n("principal", "principal|p|amount", low=0), _n("rate", "rate|r|percent"), _n("years", "years|t|time|year", low=0)),
        {
            "interest|result": "round(principal * rate / 100 * years, 2)",
            "total|amount": "round(principal + principal * rate / 100 * years, 2)",
        },
    ),
    Operation(
        "loan",
        r"\b(loan|mortgage|monthly payment|amorti[sz]ation)\b",
        (
            _n("principal", "principal|amount|loan|p|loan_amount", above=0),
            _n("rate", "rate|annual_rate|interest|interest_rate|r", low=0),
            _n("years", "years|term|term_years|t|n", above=0),
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
        (_n("part", "part|value|a|x|amount"), _n("whole", "whole|total|b|y|of")),
        {"percent|percentage|result": "round(part / whole * 100, 6)"},
        (("whole == 0", 0, "the whole must not be zero"),),
    ),
    # geometry
    Operation(
        "circle",
        r"\bcircle\b|\bradius\b",
        (_n("radius", "radius|r", low=0),),
        {"area|result": "math.pi * radius**2", "circumference|perimeter": "2 * math.pi * radius", "diameter": "2 * radius"},
    ),
    Operation(
        "triangle", r"\btriangle\b", (_n("base", "base|b", low=0), _n("height", "height|h", low=0)), {"area|result": "base * height / 2"}
    ),
    Operation(
        "hypotenuse",
        r"\bhypotenuse\b|\bpythagor\w*",
        (_n("a", "a|x", low=0), _n("b", "b|y", low=0)),
        {"c|hypotenuse|result": "math.hypot(a, b)"},
    ),
    Operation(
        "rectangle",
        r"\brectang\w+\b|\b(area|perimeter)\b",
        (_n("width", "width|w|a", low=0), _n("height", "height|h|length|b|l", low=0)),
        {"area|result": "width * height", "perimeter": "2 * (width + height)"},
    ),
    Operation(
        "distance",
        r"\bdistance\b.*\bpoints?\b",
        (_n("x1"), _n("y1"), _n("x2"), _n("y2")),
        {"distance|result": "math.hypot(x2 - x1, y2 - y1)"},
    ),
    # dates
    Operation(
        "days_between",
        r"\b(days?|difference)\b.*\bbetween\b|\bdate[-_ ]?diff\w*|\bdays[-_ ]between\b",
        (Role("start", "date", "start|from|a|date1|first|start_date"), Role("end", "date", "end|to|b|date2|second|end_date")),
        {"days|result|difference": "(date.fromisoformat({end}) - date.fromisoformat({start})).days"},
    ),
    Operation(
        "weekday",
        r"\b(weekday|day of (the )?week|which day)\b",
        (Role("day", "date", "date|day|d"),),
        {"weekday|day|day_of_week|result": 'date.fromisoformat({day}).strftime("%A")'},
    ),
    Operation(
        "age",
        r"\bage\b.*\b(birth\w*|dob|born)\b|\b(birth\w*|dob)\b.*\bage\b",
        (Role("born", "date", "birthdate|birth_date|dob|date_of_birth|birthday|date|born"),),
        {"age|years|result": "years_since(date.fromisoformat({born}))"},
        (("date.fromisoformat({born}) > date.today()", 0, "this date is in the future"),),
    ),
    Operation(
        "add_days",
        r"\badd\w*\b.*\bdays\b",
        (Role("start", "date", "date|start|from"), _i("days", "days|n|count")),
        {"date|result": "(date.fromisoformat({start}) + timedelta(days=days)).isoformat()"},
    ),
    # chance
    Operation(
        "dice",
        r"\b(dice|die|roll(s|ing)?)\b",
        (Role("sides", "integer", "sides|faces|d", 6, 2), Role("count", "integer", "count|n|dice|rolls|number|times|num", 1, 1)),
        {"rolls|results|dice|values": "rolled", "result|value|roll": "rolled[0] if {count} == 1 else rolled", "total|sum": "sum(rolled)"},
        (("{count} > 1000 or {sides} > 1000000", 0, "too many"),),
        ("rolled = [random.randint(1, {sides}) for _ in range({count})]",),
    ),
    Operation("coin", r"\b(coin|flip(s|ping)?|toss)\b", (), {"result|side|coin|flip|outcome": 'random.choice(["heads", "tails"])'}),
    Operation(
        "password",
        r"\bgenerat\w*\b.*\bpasswords?\b|\bpassword\b.*\b(generat\w*|random)\b|\brandom (password|string|token)\b",
        (Role("length", "integer", "length|len|n|size", 16, 4),),
        {
            "password|result|token|string": '"".join(secrets.choice(string.ascii_letters + string.digits) for _ in range({length}))',
            "length": "{length}",
        },
        (("{length} > 1024", 0, "too long"),),
    ),
    Operation("uuid", r"\buuids?\b", (), {"uuid|result|id": "str(uuid4())"}),
    Operation(
        "random",
        r"\brandom\b.*\b(number|integer|int)\b|\brandom\b",
        (Role("low", "integer", "min|low|from|start|a", 1), Role("high", "integer", "max|high|to|end|b", 100)),
        {"number|value|result|random": "random.randint({low}, {high})"},
        (("{low} > {high}", 0, "min must not be more than max"),),
    ),
    # arithmetic
    Operation(
        "calculator",
        r"\b(calc\w*|comput\w*|math|arithmetic)\b.*\b(op|operation|operator)\b|\b(op|operation|operator)\b.*\b(add|subtract|plus|\+)",
        (_A, _B, Role("op", "string", "op|operation|operator|o")),
        {"result|value|answer": "calculate({op}, a, b)"},
        (("{op} not in OPERATORS", 0, "unknown operation"), ('{op} in ("divide", "div", "/") and b == 0', 0, "division by zero")),
    ),
    Operation("add", r"\b(add|adds|adding|addition|sum|plus)\b", (_A, _B), {"result|sum|value|answer|total": "plain(a + b)"}),
    Operation("subtract", r"\b(subtract\w*|minus|difference|sub)\b", (_A, _B), {"result|difference|value|answer": "plain(a - b)"}),
    Operation("multiply", r"\b(multipl\w*|product|times|mul)\b", (_A, _B), {"result|product|value|answer": "plain(a * b)"}),
    Operation(
        "divide",
        r"\b(divi\w*|quotient|div)\b",
        (_A, _B),
        {"result|quotient|value|answer": "plain(a / b)"},
        (("b == 0", 0, "division by zero"),),
    ),
    Operation(
        "modulo",
        r"\b(modul\w*|remainder|mod)\b",
        (_A, _B),
        {"result|remainder|value": "plain(a % b)"},
        (("b == 0", 0, "division by zero"),),
    ),
    Operation(
        "power",
        r"\b(power|exponent\w*|pow|raised?)\b",
        (_A, _B),
        {"result|power|value": "power(a, b)"},
        (("power(a, b) is None", 0, "this cannot be computed"),),
    ),
    Operation(
        "square_root",
        r"\b(square[-_ ]?root|sqrt)\b",
        (_n("n", "n|number|x|value"),),
        {"result|root|sqrt|value": "plain(math.sqrt(n))"},
        (("n < 0", 0, "the number must not be negative"),),
    ),
    Operation("cube", r"\bcubed?\b", (_n("n", "n|number|x|value"),), {"result|cube|value": "plain(n**3)"}),
    Operation("square", r"\bsquared?\b", (_n("n", "n|number|x|value"),), {"result|square|squared|value": "plain(n * n)"}),
    Operation("double", r"\bdoubled?\b|\btwice\b", (_n("n", "n|number|x|value"),), {"result|double|doubled|value": "plain(n * 2)"}),
    Operation("absolute", r"\babs(olute)?\b", (_n("n", "n|number|x|value"),), {"result|absolute|abs|value": "plain(abs(n))"}),
    Operation(
        "round",
        r"\bround(s|ed)?\b",
        (_n("n", "n|number|x|value"), _i("digits", "digits|decimals|places|precision")),
        {"result|rounded|value": "round(n, digits)"},
    ),
    Operation("max_of", r"\b(max(imum)?|largest|larger|greater) of\b", (_A, _B), {"result|max|maximum": "plain(max(a, b))"}),
    Operation(
        "time",
        r"\b(current|server|present)?\s*(date and )?time\b|\bnow\b",
        (),
        {"time|now|datetime|timestamp|current_time": "datetime.now(UTC).isoformat()", "date": "date.today().isoformat()"},
    ),
    Operation("echo", r"\becho(es)?\b", (Role("text", "string", "text|message|msg|value|q|input"),), {"echo|text|message|result": "text"}),
)
