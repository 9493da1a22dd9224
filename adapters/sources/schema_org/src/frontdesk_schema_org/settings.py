"""The settings of a source of kind `schema_org`: where its pages are listed, which of them count, and how slowly."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator


class SchemaOrgSettings(BaseModel):
    """What a platform team writes for a source of kind `schema_org`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sitemaps: tuple[HttpUrl, ...] = Field(
        default=(), description="sitemaps, or indexes of them, also packed (.xml.gz) or one address a line (.txt)"
    )
    pages: tuple[HttpUrl, ...] = Field(
        default=(), description="pages of establishments, beside those that the sitemaps list"
    )
    below: tuple[Annotated[str, Field(pattern=r"^/")], ...] = Field(
        default=(), description="of the sitemaps' pages only those whose path begins like one of these (/stores/)"
    )
    types: tuple[Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]{1,60}$")], ...] = Field(
        default=(), description="further types of schema.org that are establishments, beside LocalBusiness and its own"
    )
    apart: float = Field(default=1.0, ge=1.0, le=60.0, description="seconds between two calls to one host, at least 1")
    timeout: float = Field(default=20.0, gt=0, le=120, description="seconds, for one whole exchange")

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.sitemaps and not self.pages:
            raise ValueError("name 'sitemaps', 'pages' or both")
        return self
