"""Every knob of eclear: one frozen object, read from environment variables that begin with ``ECLEAR_``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """Return a folder that travels with eclear: inside the installed package, or at the top of a checkout."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


class Settings(BaseSettings):
    """The settings in force. Each has a default that suits one laptop; ``eclear settings`` prints them."""

    model_config = SettingsConfigDict(env_prefix="ECLEAR_", frozen=True, extra="ignore")

    database: str = Field("sqlite:///eclear.db", description="Address of the database: an SQLite file or a PostgreSQL server")
    country: str = Field("KR", description="Country whose law judges a message that names none: two letters, or a country folder")
    seed: str = Field("eclear", description="Seed from which every new room draws its own; fixes random control and exercises")
    host: str = Field("127.0.0.1", description="Address to serve on; another than 127.0.0.1 only with eclear serve --class")
    pseudo_language: bool = Field(False, description="Whether readers may choose the mirrored language, to look at pages")
    people: bool = Field(False, description="Whether one must come in to a room before one sees more than what is public")
    port: int = Field(8417, description="Port to serve on", ge=1, le=65535)
    model: str = Field("kr-import-2", description="Name of the risk model in the folder of models")
    challenger: str = Field("kr-import-2-challenger", description="Name of the risk model that is watched beside it")
    schemas: Path = Field(default_factory=lambda: _shipped("schemas"), description="Folder of message schemas")
    samples: Path = Field(default_factory=lambda: _shipped("sample_declarations"), description="Folder of sample declarations")
    models: Path = Field(default_factory=lambda: _shipped("risk_models"), description="Folder of risk models")
    lab_declarations: int = Field(10_000, description="Declarations of the day in the selectivity lab", ge=24, le=100_000)
    busy_seconds: float = Field(10, description="How long a writer waits for the database before it says that it is busy", gt=0)
