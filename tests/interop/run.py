"""Compares this engine with its peers from the command line.

    python -m tests.interop.run yjs --seed 17            one history, shrunk if it differs
    python -m tests.interop.run pycrdt --seeds 0:10000   many
    python -m tests.interop.run yjs --seed 17 --show     print the history itself
    python -m tests.interop.run undo --seed 17           a family of document histories

`--subject` takes the place of this engine with another: `pycrdt`, `yjs`, or `ycpp-process` when it
crashes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .awareness_check import AwarenessCheck
from .campaign import Check, run_campaign
from .document_check import DocumentCheck
from .document_histories import FAMILIES
from .lockstep_check import LockstepCheck
from .peers import open_runner
from .shrink import pretty
from .text_check import TextCheck

# Campaigns beside upstream pycrdt, and their families of histories.
LOCKSTEP = {"pycrdt-shared": "shared", "pycrdt-formatted": "formatted"}
CAMPAIGNS = ("yjs", "pycrdt", "awareness-yjs", "awareness-pycrdt", *LOCKSTEP, *FAMILIES)


@contextmanager
def open_check(campaign: str, subject: str) -> Iterator[Check]:
    """The check of a campaign, with its runners open.

    Raises:
        PeerUnavailable: the subject or the peer is not installed.
    """
    with ExitStack() as stack:

        def opened(name: str):
            runner = open_runner(name)
            stack.callback(runner.close)
            return runner

        if campaign == "yjs":
            yield TextCheck(opened(subject), opened("yjs"), careful=False, mixed_every=4)
        elif campaign == "pycrdt":
            yield TextCheck(opened(subject), opened("pycrdt"), careful=True)
        elif campaign == "awareness-yjs":
            yield AwarenessCheck(opened(subject), opened("yjs"), events=False)
        elif campaign == "awareness-pycrdt":
            yield AwarenessCheck(opened(subject), opened("contract"), events=True)
        elif campaign in LOCKSTEP:
            yield LockstepCheck(LOCKSTEP[campaign], opened(subject), opened("pycrdt"))
        elif campaign in FAMILIES:
            # Document histories need what the Python package does not have.
            engine = "driver" if subject == "ycpp" else subject
            yield DocumentCheck(campaign, opened(engine), opened("yjs"))
        else:
            raise ValueError(f"unknown campaign: {campaign}")


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when nothing differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("campaign", choices=CAMPAIGNS)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seeds", default="0:200", help="START:STOP")
    parser.add_argument("--subject", default="ycpp")
    parser.add_argument("--show", action="store_true", help="print the history of --seed")
    options = parser.parse_args(arguments)
    start, stop = map(int, options.seeds.split(":"))
    seeds = range(start, stop) if options.seed is None else range(options.seed, options.seed + 1)
    with open_check(options.campaign, options.subject) as check:
        if options.show:
            print(pretty(check.generate(seeds.start)))
        outcome = run_campaign(options.campaign, check, seeds, progress=print)
    print(outcome.report or outcome)
    return 1 if outcome.differences else 0


if __name__ == "__main__":
    sys.exit(main())
