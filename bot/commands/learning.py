"""What the commands that train and measure need of this installation."""

from __future__ import annotations

from importlib.util import find_spec

from corpora.errors import AskerError

_PACKAGES = ("torch", "safetensors", "onnx")


def need_learning_half() -> None:
    """Check that the packages of the ``train`` extra are installed, without importing them.

    Raises:
        AskerError: when one is missing; the message says how to get it.
    """
    missing = [name for name in _PACKAGES if not find_spec(name)]
    if missing:
        names = " and ".join(missing)
        raise AskerError(f"training needs {names}, and composing does not, so the base install leaves them out: pip install 'houseband[train]'")
