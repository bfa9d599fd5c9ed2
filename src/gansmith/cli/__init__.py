"""The command line: the verbs of the api as commands, their errors as one paragraph and an exit code."""

import errno
import gc
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress

from gansmith.errors import GansmithError, MemoryShortage, UsageError, flags_spoken, printable
from gansmith.training.signals import StopAtOnce, Stopped

_NOTHING_KEPT = "nothing half written was left. The same command does it again"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 2 usage, 3 data, 4 diverged, 5 memory, 75 or 130 interrupted."""
    tokens = list(sys.argv[1:] if arguments is None else arguments)
    if len(tokens) > 1:
        from gansmith.data.reader.child import warm_up

        warm_up(tokens)
    gc.set_threshold(100_000)  # not every 700 objects: importing torch makes so many that this is a fifth of its time
    with flags_spoken(), StopAtOnce() as stop:
        code = _stoppable(tokens, stop)
        if arguments is None:
            stop.ignore()  # what is left is to end, and no time for another word
    return code


def _stoppable(tokens: list[str], stop: StopAtOnce) -> int:
    text = _NOTHING_KEPT
    try:
        return _guarded(tokens, stop)
    except Stopped as stopped:
        stop.settled = True
        text = str(stopped) or text
    except Exception:
        stop.settled = True
        if not stop.requested:  # else some library made it of Stopped
            raise
    finally:
        stop.settled = True  # an assignment, in which no signal is heard, as one would be in a call
    return _complain(f"Stopped by {stop.reason}; {text}.", stop.exit_code)


def _guarded(tokens: list[str], stop: StopAtOnce) -> int:
    try:
        return _run(tokens)
    except GansmithError as error:
        if stop.requested:  # some library made of Stopped what was then taken for damage
            raise Stopped from error
        return _complain(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _complain("Stopped at once.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read has gone; say no more
        return 0
    except Exception as error:
        if MemoryShortage.is_one(error):
            return _complain(_short_of_memory(error, tokens), MemoryShortage.exit_code)
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            return _complain("A name is longer than any file's can be. Check what you gave.", UsageError.exit_code)
        if isinstance(error, OSError):
            return _complain(f"{error.filename or 'Output'}: {error.strerror or error}.", GansmithError.exit_code)
        raise


def _run(tokens: list[str]) -> int:
    from cyclopts import CycloptsError
    from cyclopts.exceptions import MissingArgumentError, UnknownCommandError, UnknownOptionError, UnusedCliTokensError

    from gansmith.cli.commands import make_app
    from gansmith.cli.train import data_of_resumed, of_other_methods, resumes
    from gansmith.config.other_programs import called_here, command_here, without_far_guess
    from gansmith.config.renamed import of_tokens

    tokens = of_tokens(tokens)
    try:
        app = make_app(tokens)
        result = app(tokens, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        command = " ".join(["gansmith", *(error.command_chain or ())])
        hint = f"`{command} --help` shows what there is."
        if resumes(tokens):
            hint = "A resumed run keeps its method and settings; only --steps may grow."
        text = " ".join(str(error).split())
        if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
            text = _too_many(error.unused_tokens)
        elif isinstance(error, UnknownOptionError):
            flag = str(error.token.keyword or error.token.value)
            if resumes(tokens):
                answer = data_of_resumed(flag, tokens)
            else:
                theirs = of_other_methods(flag, tokens) if tokens[0] == "train" else None
                answer = theirs or called_here(flag, tokens[0])
            text = answer or without_far_guess(text, flag)
        elif isinstance(error, UnknownCommandError):
            text = command_here(tokens[0], [name for name in app if not name.startswith("-")]) or text
        elif isinstance(error, MissingArgumentError):
            text = _missing(text, tokens)
        return _complain(f"{text} {hint}", UsageError.exit_code)
    return result if isinstance(result, int) else 0


def _short_of_memory(error: Exception, tokens: list[str]) -> str:
    """Return what to do where memory is short, which depends on what takes it."""
    smaller = {
        "generate": "Ask for fewer samples at a time (-n), with another --seed for each part",
        "evaluate": "Measure on fewer rows (-n)",
        "compare": "Run fewer --jobs at a time, or measure on fewer rows (-n)",
        "tune": "Run fewer --jobs at a time",
        "translate": "Translate smaller pictures, or a part of them at a time",
        "data": "Give a smaller file, or a part of it",
        "plot": "Close other programs",
        "arithmetic": "Close other programs",
        "walk": "Take fewer --steps, or a part of the walk at a time",
        "directions": "Ask for fewer directions (-n) and --steps",
        "traverse": "Take fewer --steps",
        "invert": "Invert fewer samples at a time (-n), with fewer --starts",
    }
    usual = "Use a smaller --batch-size or --width, or less data"
    advice = smaller.get(tokens[0], usual) if tokens else usual
    return f"Memory is short: {MemoryShortage.reason(error)}. {advice}, or free memory and give the same command again."


def _missing(text: str, tokens: list[str]) -> str:
    """Return the text of an error about a flag without a value, or that is not there at all, in plain words."""
    found = re.fullmatch(r'Command "[^"]*" parameter (--[\w-]+) requires an argument\.(.*)', text)
    if found is None:
        return text
    given = any(token.partition("=")[0] == found[1] for token in tokens)
    return f"{found[1]} {'has no value' if given else 'is missing'}.{found[2]}"


def _too_many(words: list[str]) -> str:
    shown = repr(words[0]) if len(words) == 1 else f"{words[0]!r} and {len(words) - 1} more"
    pattern = " Of many files name the folder, not a pattern." if len(words) > 1 else ""
    return f"What is {shown} for? That is more than the command takes.{pattern}"


def _complain(text: str, exit_code: int) -> int:
    with suppress(OSError):  # the terminal may be gone
        print(printable(f"gansmith: {text}"), file=sys.stderr, flush=True)  # noqa: T201
    return exit_code
