#!/usr/bin/env bash
# onnxconverter-common 1.16.0, onnx 1.23.2 (PyPI)
# Guess: float16.convert_float_to_float16 rounds each weight to the nearest half, so 20000 stays 20000 (halves go to 65504) and what is
# too small becomes 0.
# Seen: by default everything beyond 10000 becomes 10000, and small weights are pushed away from 0, to 1e-7. A mask or a scale of
# -30000 is another one afterwards; `max_finite_val` and `min_positive_val` have to be given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check onnx==1.23.2 onnxconverter-common==1.16.0 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" -W ignore - <<'EOF'
import numpy
from onnx import TensorProto, helper, numpy_helper
from onnxconverter_common.float16 import convert_float_to_float16

WEIGHTS = numpy.array([[0.5], [20000], [-30000], [1e-9]], numpy.float32)


def converted(**options):
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in (("x", ["n", 4]), ("y", ["n", 1]))]
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "g", values[:1], values[1:], [numpy_helper.from_array(WEIGHTS, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return numpy_helper.to_array(convert_float_to_float16(model, **options).graph.initializer[0]).ravel().tolist()


nearest = WEIGHTS.astype(numpy.float16).ravel().tolist()
print("weights  ", WEIGHTS.ravel().tolist())
print("nearest  ", nearest)
print("default  ", converted())
print("told so  ", converted(max_finite_val=65504))
assert nearest == [0.5, 20000, -30000, 0]
assert converted()[:3] == [0.5, 10000, -10000] and converted()[3] > 0
assert converted(max_finite_val=65504)[:3] == [0.5, 20000, -30000]
EOF
