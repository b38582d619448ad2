"""The colours, by what they are for: one set for light, one for dark."""

from collections.abc import Mapping
from enum import StrEnum


class Ink(StrEnum):
    PAGE = "page"
    TEXT = "text"
    MUTED = "muted"
    HEAD = "head"
    COLUMN = "column"
    TODAY = "today"
    ON_TODAY = "on_today"
    TODAY_COLUMN = "today_column"
    OFF = "off"
    ON_OFF = "on_off"
    PLANNED = "planned"
    PLANNED_EDGE = "planned_edge"
    CHANGED = "changed"
    CHANGED_EDGE = "changed_edge"
    CHANGED_TAG = "changed_tag"
    CANCELLED = "cancelled"
    CANCELLED_EDGE = "cancelled_edge"
    CANCELLED_TEXT = "cancelled_text"
    CANCELLED_TAG = "cancelled_tag"


Theme = Mapping[Ink, str]  # the colour of each, as #rrggbb

LIGHT: Theme = {
    Ink.PAGE: "#ffffff",
    Ink.TEXT: "#152036",
    Ink.MUTED: "#515c76",
    Ink.HEAD: "#e3e8f2",
    Ink.COLUMN: "#f1f4f9",
    Ink.TODAY: "#2456c7",
    Ink.ON_TODAY: "#ffffff",
    Ink.TODAY_COLUMN: "#dfe9fc",
    Ink.OFF: "#f0e8fb",
    Ink.ON_OFF: "#5a2b9b",
    Ink.PLANNED: "#ffffff",
    Ink.PLANNED_EDGE: "#7f9bd1",
    Ink.CHANGED: "#fff0cc",
    Ink.CHANGED_EDGE: "#e08600",
    Ink.CHANGED_TAG: "#8a4700",
    Ink.CANCELLED: "#e6e8ed",
    Ink.CANCELLED_EDGE: "#a3a9b7",
    Ink.CANCELLED_TEXT: "#565e70",
    Ink.CANCELLED_TAG: "#ab2117",
}
DARK: Theme = {
    Ink.PAGE: "#10141d",
    Ink.TEXT: "#eff2f8",
    Ink.MUTED: "#aab4c9",
    Ink.HEAD: "#2a3346",
    Ink.COLUMN: "#191f2b",
    Ink.TODAY: "#77acff",
    Ink.ON_TODAY: "#0a1222",
    Ink.TODAY_COLUMN: "#1b2d50",
    Ink.OFF: "#2c2341",
    Ink.ON_OFF: "#d8c4fb",
    Ink.PLANNED: "#2a3347",
    Ink.PLANNED_EDGE: "#6f8cc6",
    Ink.CHANGED: "#4a350b",
    Ink.CHANGED_EDGE: "#f7b13c",
    Ink.CHANGED_TAG: "#ffd27a",
    Ink.CANCELLED: "#1f242f",
    Ink.CANCELLED_EDGE: "#5b6475",
    Ink.CANCELLED_TEXT: "#9aa4b7",
    Ink.CANCELLED_TAG: "#ff9c91",
}
