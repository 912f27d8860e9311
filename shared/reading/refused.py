"""What the offline model does not build, and how it says so."""

import re
from collections.abc import Iterable

from shared.errors import NotUnderstood
from shared.reading.changes.restating import words_for
from shared.reading.text.shapes import split_outside

HINT = "The offline model builds data services and small tools from rules; set OPENAI_BASE_URL (and QLP_MODEL) to use a language model for this."

#: Characters of a sentence that are quoted.
_QUOTED = 240
_PROGRAMS = "programs of another kind"
_BEYOND = tuple(
    (re.compile(said, re.IGNORECASE), what)
    for said, what in (
        (
            r"machine learning|neural|deep learning|\bAI\b|\bLLMs?\b|\bGPT|chat ?bots?|sentiment|image (recognition|classif\w*|generat\w*)|recommend(ation|er|s|ing)? (engine|system|algorithm)|predict\w*|train(s|ed|ing)? a model|summari[sz]e (a |the )?(text|article|document)|translat(e|es|ing|ion) (text|between languages|from \w+ to)",
            "machine learning",
        ),
        (
            r"\b(stripe|paypal|payment (gateway|provider|processing)|credit card payments?|charge (the |a )?(card|customer)|bitcoin|ethereum|blockchain|smart contract)\b",
            "payments",
        ),
        (
            r"\bsend(s|ing)? (an? |the |out )?(confirmation |reminder |welcome |notification )?(emails?|sms|text messages?|push notifications?)\b|\b(smtp|twilio|sendgrid)\b|\bemails? (is|are) sent\b|\bnotif(y|ies|ied) (\w+ )?(by|via) (email|sms)|\b(gets?|receives?) (an? )?(emails?|sms|text messages?|push notifications?) (when|once|as soon|after|if|about|with|on|every|each)\b",
            "sending messages",
        ),
        (
            r"\bweb ?sockets?\b|\breal[- ]time (chat|updates?|collaborat\w*)|\bserver[- ]sent events\b|\baudio stream|\bstream(s|ing)? (video|music|audio)\b|\blive chat\b|\bwebrtc\b",
            "live connections",
        ),
        (
            r"\b(google|facebook|twitter|github|openai|openweather\w*|spotify|slack|telegram|discord|youtube|aws|s3)('s)? (api|login|maps|oauth|bot)\b|\bthird[- ]party (api|service)|\b(fetch|scrape|crawl|download)(es|s|ing)? .{0,30}(from the (web|internet)|websites?|web ?pages?|https?://|live)|\bweb scraper\b|\bcurrent weather\b|\blive (exchange rates|prices|weather|stock)\b|\bexchange rates? from\b|\bexternal (api|service)",
            "other services",
        ),
        (
            r"\boauth2?\b|\b(jwt|session)[- ]based|\bjwts?\b|\bsingle sign[- ]on\b|\bbearer tokens?\b|\blog ?in\b.*\b(password|token)|\b(user|password) authentication\b|\bsign(ing)? up and log(ging)? in\b|\bapi keys?\b|\brole[- ]based access",
            "signing in",
        ),
        (
            r"\b(chess|tic[- ]?tac[- ]?toe|sudoku|tetris|snake game|minesweeper|battleship|poker|blackjack|hangman|wordle|connect four|checkers|3d game|multiplayer|platformer|puzzle game|adventure game)\b(?! (?:clubs?|leagues?|tournaments?|players?|school|lessons?|associations?|communit\w+|championships?|cups?|ratings?|results?|teams?|nights?|evenings?|sets?|boards?|books?|openings?|courses?|federation|societ\w+|events?|matches|rounds?|groups?|scores?)\b)",
            "games with rules of their own",
        ),
        (
            r"\b(mobile app|ios app|android app|desktop app|browser extension|react native|flutter|kubernetes|terraform|compiler|interpreter|operating system|parser for|regex engine|graphql|grpc|vue|angular|react (app|frontend)|command[- ]line (tool|program)|\bcli tool)\b",
            _PROGRAMS,
        ),
        (
            r"\b(upload(s|ed|ing)? (an? |the )?(files?|images?|photos?|pdf|csv|picture)|pdf (generat\w*|files?)|file uploads?|qr[- ]?codes?|thumbnails?|resize images?|excel|spreadsheet import)\b",
            "files and images",
        ),
        (
            r"\b(shortest path|dijkstra|route planning|travelling salesman|traveling salesman|constraint solver|simulat(e|es|ion|or)|genetic algorithm|optimi[sz]ation problem|natural language|speech|ocr)\b",
            "this kind of computation",
        ),
        (
            r"\b(cron|every (minute|hour|day|night),? (at \d|the (service|system|app) |it (must|should|has to) )|scheduled (jobs?|tasks? runs?)|background (jobs?|workers?)|nightly(?! [a-z]+s\b(?! (?:job|task|run|process))))\b",
            "work in the background",
        ),
    )
)
_DENIED = re.compile(r"(?i)\b(no|without|don't|do not|doesn't|not|never|needn't|skip|neither|nor|isn't|instead of)\b[^.;]{0,60}$")
#: What the service is there for is not what is asked for: `translations for our mobile app`.
_SERVED = re.compile(
    r"(?i)\b(?:for|by|from|behind|of|to|in) (?:(?:the|our|my|an?|its|their|your|another|existing|own|new|company's|team's) )*$"
)


def check(text: str) -> None:
    """Raises NotUnderstood for what is plainly beyond the offline model. `No login` is not a wish for one."""
    for sentence in split_outside(text, r"(?<=[.!?])\s+|\n+|\s*;\s*"):
        for pattern, what in _BEYOND:
            match = pattern.search(sentence)
            served = match and what == _PROGRAMS and _SERVED.search(sentence[: match.start()])
            if match and not served and not _DENIED.search(sentence[: match.start()]):
                raise NotUnderstood(f"I cannot build {what}. The sentence is: {sentence[:_QUOTED]!r}. {HINT}")


def not_understood(sentence: str, why: str = "") -> NotUnderstood:
    """The error for a sentence."""
    quoted = sentence[:_QUOTED]
    return NotUnderstood(f"I do not understand this sentence{': ' + why if why else ''}: {quoted!r}. {HINT}", quoted)


def in_own_words(refusal: NotUnderstood, texts: Iterable[str]) -> NotUnderstood:
    """The same refusal, quoting what stands in one of these texts in place of what that was read as."""
    own = next((found for text in texts if refusal.sentence and (found := words_for(text, refusal.sentence))), refusal.sentence)
    return NotUnderstood(refusal.message.replace(repr(refusal.sentence), repr(own[:_QUOTED])), own[:_QUOTED]) if own else refusal
