"""Programs in processes of their own, for tests of moments at which extension modules crash."""

import subprocess
import sys
import textwrap

START = """
import asyncio, gc, sys, weakref
from ycpp import *
from ycpp import Awareness, Doc

doc = Doc()
text = doc.get("text", type=Text)
array = doc.get("array", type=Array)
map = doc.get("map", type=Map)
xml = doc.get("xml", type=XmlFragment)

def edit():
    with doc.transaction():
        text.insert(0, "x")
        array.append(1)
        map["k"] = len(array)
        xml.children.append("x")

def state():
    return str(text), array.to_py(), map.to_py(), str(xml)

def long_update(letters):  # so many blocks that taking them in gives up the GIL
    far = Doc()
    words = far.get("text", type=Text)
    for i in range(letters):
        words.insert(i // 2, "é")
    return far.get_update()
"""


def output(program):
    """The lines it prints, and what it writes to stderr, after it has ended well."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", START + textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1], done.stderr


def run(program):
    """The lines it prints; on stderr, where leaks would be named, there must be nothing."""
    lines, complaints = output(program)
    assert complaints == ""
    return lines
