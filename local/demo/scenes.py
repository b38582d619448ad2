"""The play in its order."""

from local.demo.decision import approve, second_tap, stale_card
from local.demo.notices import days_are_true, everybody_is_told
from local.demo.play import Play
from local.demo.refusals import bad_input
from local.demo.request import ask, plan_arrives
from local.demo.undo import reject, withdraw_approved, withdraw_pending

SCENES = (
    ask,
    plan_arrives,
    stale_card,
    approve,
    everybody_is_told,
    days_are_true,
    second_tap,
    reject,
    withdraw_pending,
    bad_input,
    withdraw_approved,
)


def perform(play: Play) -> None:
    """Every scene, each under its title; raises Difference at the first thing that is not as it must be."""
    for scene in SCENES:
        play.stage.scene((scene.__doc__ or "").rstrip("."))
        scene(play)
