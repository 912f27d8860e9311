"""The files of an understood application, in the language that it is wished in."""

import re
from collections.abc import Callable, Mapping

from shared.specification import Toolchain
from shared.writing import write_main, write_models, write_pages, write_store, write_tests
from shared.writing.ir import App
from shared.writing.typescript import writing

#: The same in every application.
REQUIREMENTS = "fastapi\nuvicorn\n"


def code_files(app: App) -> dict[str, str]:
    """The application's own files. Raises NotUnderstood for what its toolchain cannot do."""
    return _WRITERS[app.toolchain][0](app)


def files_of_tests(app: App) -> dict[str, str]:
    """The application's tests."""
    return _WRITERS[app.toolchain][1](app)


def _python(app: App) -> dict[str, str]:
    files = {"main.py": write_main.main(app)}
    models = write_models.models(app)
    files |= {"models.py": models} if models else {}
    files |= {"pages.py": write_pages.pages(app)} if app.pages else {}
    files |= {"store.py": write_store.store(app)} if any(entity.stored for entity in app.entities.values()) else {}
    multipart = "python-multipart\n" if "Form(" in files.get("pages.py", "") else ""
    return files | {"requirements.txt": REQUIREMENTS + multipart}


def _tests_in_python(app: App) -> dict[str, str]:
    return {"tests/conftest.py": write_tests.CONFTEST, "tests/test_requirements.py": write_tests.tests(app)}


type _Write = Callable[[App], dict[str, str]]
#: Who writes the code, and who the tests.
_WRITERS: Mapping[Toolchain, tuple[_Write, _Write]] = {
    "python": (_python, _tests_in_python),
    "typescript": (writing.code_files, writing.files_of_tests),
}


def printed(app: App) -> str:
    """What an application does, without the words that it was asked for in."""
    return re.sub(r'"""R\d+:.*?"""|// R\d+:[^\n]*', "", f"{app.title}{code_files(app)}", flags=re.DOTALL)
