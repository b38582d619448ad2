"""Whether a file is a picture, and how large it is."""

import io

from PIL import Image, UnidentifiedImageError


def size_of(body: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None where it is no picture."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return None
