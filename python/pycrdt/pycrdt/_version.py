"""The version of the installed distribution."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("pycrdt")
except PackageNotFoundError:
    __version__ = "uninstalled"
