"""A model of MLServer that judges reviews by their words: a row of three numbers for each text."""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.errors import InferenceError
from mlserver.types import InferenceRequest, InferenceResponse

import numpy

MOST_CHARACTERS = 2_000


class Reviews(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        texts = StringCodec.decode_input(payload.inputs[0])
        if any(len(text) > MOST_CHARACTERS for text in texts):
            raise InferenceError(f"a text is longer than {MOST_CHARACTERS} characters")
        rows = [[text.count("not"), 1.0, text.count("joy") * 2.0] for text in texts]
        logits = numpy.array(rows, dtype=numpy.float32)
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output("logits", logits)])
