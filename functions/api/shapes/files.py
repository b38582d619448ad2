"""Bodies that are files, not JSON, as the contract describes them: workbooks and calendars."""

from typing import Any

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse, OpenAPIResponseContentSchema

_BINARY: OpenAPIResponseContentSchema = {"schema": {"type": "string", "format": "binary"}}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SUCCESS = "Successful Response"

ANY_FILE_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}
}
XLSX_RESPONSES: dict[int, OpenAPIResponse] = {200: {"description": _SUCCESS, "content": {_XLSX: _BINARY}}}
WORKBOOK_RESPONSES: dict[int, OpenAPIResponse] = {
    200: {"description": _SUCCESS, "content": {_XLSX: _BINARY, "application/zip": _BINARY}}
}
CALENDAR_RESPONSES: dict[int, OpenAPIResponse] = {
    200: {"description": _SUCCESS, "content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "As it was when it had the ETag of If-None-Match", "content": {}},
}
