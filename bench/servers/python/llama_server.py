"""Starts llama.cpp's server with SmolLM2 and the alias it is known by: llama_server.py PORT CALLERS CONTEXT."""

import signal
import sys

from xllamacpp import CommonParams, Server

from smollm2 import FILE, FOLDER

port, callers, context = map(int, sys.argv[1:])
params = CommonParams()
params.model.path = str(FOLDER / FILE)
params.hostnames = ["127.0.0.1"]
params.port = port
params.n_parallel = callers
params.n_ctx = callers * context
# Threads that wait for each other over so little work take longer than one.
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = Server(params)
print(server.listening_address)
signal.pause()
