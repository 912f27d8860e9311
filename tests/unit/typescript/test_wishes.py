"""Only words that speak of how the app is built choose its toolchain; what it is about does not."""

import pytest

from shared.toolchains import asked

WISHES = [
    "Build a notes API in TypeScript. POST /notes",
    "A notes API, in TypeScript/Node: POST /notes",
    "Build a notes API on Node.js",
    "Write a Node.js service that keeps notes.",
    "Build a wish list. POST /wishes adds one. Build it in TypeScript.",
    "Build a wish list in TypeScript: POST /wishes adds one.",
    "Keep a list of wishes. Use TypeScript.",
    "A service for wishes. It should be written in TypeScript on Node.",
    "Create a Node service for wishes.",
    "In TypeScript, build a service that keeps wishes.",
    "I need a TypeScript REST API for wishes.",
    "An API for wishes, implemented with Node.js and TypeScript. GET /wishes lists them.",
    "Build a service for wishes. The backend must run on Node 24.",
    "Stack: TypeScript on Node.js\nAn API for wishes.",
    "We would like a wish API using Node.\nGET /wishes lists them.",
    "Build a service for tracking wishes, in TypeScript.",
]
OTHERS = [
    "Use Python. Snippets have a language (python or typescript).",
    "Filter snippets with typescript",
    "Build a service to store snippets in TypeScript.",
    "Build an API for courses in TypeScript.",
    "Build a catalogue of courses in TypeScript: POST /courses adds one.",
    "Build a course API. The language of a course is one of python, typescript, go.",
    "Build a job board. Jobs are tagged with Node.js.",
    "Build a snippet API. Snippets written in TypeScript are listed first.",
    "Build a registry of Node.js services. POST /services adds one.",
    "Build a snippet API. GET /snippets/ts lists each app in TypeScript.",
    "Build an API that finds developers who work in TypeScript.",
    "Build a snippet API. The default language is TypeScript.",
    "Build a graph API. Edges that end on Node are listed.",
    "Build a node registry API. POST /nodes adds a node.",
    "Build a quiz app with questions about TypeScript.",
    "Build a notes API in Python, not in TypeScript.",
    "Build a quiz API. POST /quizzes creates a quiz in TypeScript.",
]


@pytest.mark.parametrize("text", WISHES)
def test_what_speaks_of_how_it_is_built_chooses(text: str) -> None:
    toolchain, rest = asked(text)
    assert toolchain == "typescript"
    assert "TypeScript" not in rest
    assert "Node" not in rest


@pytest.mark.parametrize("text", OTHERS)
def test_what_an_app_is_about_does_not_choose(text: str) -> None:
    assert asked(text) == ("python", text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Build a notes API in TypeScript. POST /notes", "Build a notes API. POST /notes"),
        ("A service for wishes. Use TypeScript. GET /wishes lists them.", "A service for wishes. GET /wishes lists them."),
        ("A service for wishes. It must be written in TypeScript.", "A service for wishes."),
        ("A service for wishes.\nBuild it in TypeScript.", "A service for wishes."),
        ("Write a Node.js service that keeps notes.", "Write a service that keeps notes."),
        ("GET /notes?q=... searches. Build it in TypeScript.", "GET /notes?q=... searches."),
    ],
)
def test_the_wish_is_taken_out_of_the_text(text: str, rest: str) -> None:
    assert asked(text)[1] == rest
