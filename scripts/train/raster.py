"""Grey shapes with soft edges on a small canvas: what the rendered data sets are drawn with.

Coordinates are parts of the canvas: x and y of 0..1, y downwards. Brightness is 0..1.
"""

import numpy as np


class Canvas:
    """A float image [rows, columns] that shapes are laid over."""

    def __init__(self, rows, columns, brightness):
        self.image = np.full((rows, columns), brightness, np.float32)
        self.y, self.x = np.meshgrid((np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns, indexing="ij")
        self.soft = 1.0 / max(rows, columns)  # width of an edge: a pixel

    def lay(self, inside, brightness):
        """inside: signed depth within the shape, in parts of the canvas."""
        cover = np.clip(inside / self.soft + 0.5, 0.0, 1.0)
        self.image += cover * (brightness - self.image)

    def ellipse(self, x, y, width, height, brightness, turn=0.0):
        dx, dy = self.x - x, self.y - y
        across = (dx * np.cos(turn) + dy * np.sin(turn)) / width
        along = (dy * np.cos(turn) - dx * np.sin(turn)) / height
        self.lay((1.0 - np.sqrt(across * across + along * along)) * min(width, height), brightness)

    def limb(self, x0, y0, x1, y1, width0, width1, brightness):
        """A stroke with round ends from (x0, y0) to (x1, y1), half width0 to half width1."""
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((self.x - x0) * dx + (self.y - y0) * dy) / max(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        away = np.hypot(self.x - x0 - along * dx, self.y - y0 - along * dy)
        self.lay(width0 + along * (width1 - width0) - away, brightness)

    def box(self, x, y, width, height, brightness, turn=0.0):
        """A rectangle about its middle, half width and half height."""
        dx, dy = self.x - x, self.y - y
        across, along = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        self.lay(np.minimum(width - np.abs(across), height - np.abs(along)), brightness)

    def gradient(self, across, down):
        self.image += across * (self.x - 0.5) + down * (self.y - 0.5)

    def texture(self, rng, cells, strength):
        """Smooth noise: random values on a grid of `cells` a side, bilinear between them."""
        rows, columns = self.image.shape
        values = rng.normal(0.0, strength, (cells + 1, cells + 1))
        row, column = np.linspace(0, cells, rows, endpoint=False), np.linspace(0, cells, columns, endpoint=False)
        i, j = row.astype(int), column.astype(int)
        v, h = (row - i)[:, None], (column - j)[None, :]
        self.image += ((1 - v) * ((1 - h) * values[i][:, j] + h * values[i][:, j + 1]) +
                       v * ((1 - h) * values[i + 1][:, j] + h * values[i + 1][:, j + 1])).astype(np.float32)

    def codes(self, rng, noise):
        """uint8 with the noise of a sensor."""
        image = self.image + rng.normal(0.0, noise, self.image.shape)
        return np.clip(np.round(255.0 * image), 0, 255).astype(np.uint8)
