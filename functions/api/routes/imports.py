"""Routes of a whole college as a workbook: take one in, give one out, and the empty one to fill in."""

import base64
import time
from secrets import token_hex
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.request import current_request
from functions.api.shapes.files import ANY_FILE_BODY, WORKBOOK_RESPONSES, XLSX_RESPONSES
from functions.services.workbook import imports
from functions.services.workbook.stored_college import stored_college
from functions.services.workbook.writer import tables
from timetable.errors import NotAllowed
from timetable.model import Role

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SECONDS = 20.0  # of importing in one request; API Gateway waits for 30


class ProblemOut(BaseModel):
    sheet: str
    row: int | None
    column: str
    cell: str
    sentence: str


class ImportOut(BaseModel):
    dry_run: bool
    created: Annotated[dict[str, int], Field(description="objects by kind: made, or to be made")]
    updated: dict[str, int]
    written: Annotated[int, Field(description="objects that were really written")]
    complete: Annotated[bool, Field(description="false: send the same file again to go on")]
    problems: list[ProblemOut]


@router.post(
    "/imports/",
    summary="Import a college from a workbook",
    tags=["imports"],
    openapi_extensions=ANY_FILE_BODY,
)
def import_college(
    dry_run: Annotated[bool, Query(description="say what it would do, and write nothing")] = True,
    only_good: Annotated[bool, Query(description="write what is right even if something is wrong")] = False,
    filename: Annotated[
        str, Query(max_length=200, description="names the sheet of a lone CSV file")
    ] = "x.xlsx",
) -> ImportOut:
    """The body is the file: an .xlsx workbook, or CSV files in a .zip. Every problem is answered with its
    sheet, row, column and what to do; unless all is right, nothing is written. Importing the same file again
    changes what differs and duplicates nothing; what is not in the file stays."""
    request = current_request()
    from functions.workbooks.reader import read  # 60 ms that no other request needs

    began = time.monotonic()
    if request.caller.role is not Role.ADMIN:
        raise NotAllowed("A college is imported by its admins.")
    sheets = read(_body(), filename)
    done = imports.run(
        request,
        sheets,
        _new_id,
        dry_run=dry_run,
        only_good=only_good,
        go_on=lambda: time.monotonic() - began < _SECONDS,
    )
    problems = [
        ProblemOut(sheet=p.sheet, row=p.row, column=p.column, cell=p.cell, sentence=p.sentence)
        for p in done.problems
    ]
    return ImportOut(
        dry_run=done.dry_run,
        created=dict(done.created),
        updated=dict(done.updated),
        written=done.written,
        complete=done.complete,
        problems=problems,
    )


def _new_id(_kind: str) -> str:
    return token_hex(8)


def _body() -> bytes:
    event = router.current_event
    body = event.body or ""
    return base64.b64decode(body) if event.is_base64_encoded else body.encode()


@router.get(
    "/exports/",
    responses=WORKBOOK_RESPONSES,
    summary="Export the college as a workbook",
    tags=["imports"],
)
def export_college(
    format: Annotated[Literal["xlsx", "csv"], Query(description="csv: a zip of CSV files")] = "xlsx",
) -> Response[str]:
    """The same form as an import takes; imported again, it changes nothing."""
    from functions.workbooks import writer  # 135 ms that no other request needs

    request = current_request()
    if request.caller.role is not Role.ADMIN:
        raise NotAllowed("A college is exported by its admins.")
    sheets = tables(stored_college(request.records))
    if format == "csv":
        return _file("application/zip", "college.zip", writer.csv_zip(sheets))
    return _file(XLSX, "college.xlsx", writer.workbook(sheets))


@router.get(
    "/exports/template/",
    responses=XLSX_RESPONSES,
    summary="An empty workbook to fill in",
    tags=["imports"],
)
def template() -> Response[str]:
    from functions.services.workbook.template import template as made

    return _file(XLSX, "template.xlsx", made())


def _file(content_type: str, name: str, data: bytes) -> Response[str]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    answer = Response(200, content_type, base64.b64encode(data).decode(), headers)
    answer.base64_encoded = True
    return answer
