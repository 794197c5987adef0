import { toGatewayError } from '../../src/errors.ts';
import { type Answer, type AnyModel, type Backend, type Call, type Model, type ModelRef, outcomeOf } from '../../src/model.ts';
import type { Options, SentimentLabel, Task } from '../../src/task.ts';
import { classificationAnswer, type LabelProbability, sentimentAnswer } from '../shared/labelled.ts';
import { postJson } from '../shared/post-json.ts';
import { remoteBackend } from '../shared/remote-backend.ts';
import { shortHash } from '../shared/short-hash.ts';
import { supportsClassifier } from '../shared/supports-classifier.ts';
import { openUpstream, type Upstream } from '../shared/upstream.ts';
import type { OpeninferenceSettings, ServedModel } from './settings.ts';
import { inferReply, inferRequest, readInference } from './tensors.ts';

interface Server {
  name: string;
  upstream: Upstream;
  settings: OpeninferenceSettings;
}

type Read<T extends Task> = (ref: ModelRef, scores: readonly LabelProbability[], options: Options<T>) => Answer<T>;

async function infer({ upstream, settings }: Server, served: ServedModel, texts: readonly string[], call: Call) {
  const version = served.version === undefined ? '' : `/versions/${served.version}`;
  const path = `/v2/models/${served.model}${version}/infer`;
  const body = inferRequest(served, texts);
  const reply = await postJson(upstream, { path, body, schema: inferReply, attemptMs: settings.attemptMs }, call);
  return readInference(reply, served, texts.length);
}

function servedModel<T extends Task>(
  server: Server,
  task: T,
  served: ServedModel,
  { supports, read }: { supports: Model<T>['supports']; read: Read<T> },
): Model<T> {
  const ref = { id: served.model, version: `${served.version ?? 'latest'}+${shortHash(served)}`, backend: server.name };
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: task === 'classify' ? served.labels : [], quality: [] },
    maxBatch: server.settings.maxBatch,
    supports,
    async run(texts, options, call) {
      if (texts.length === 0) return [];
      try {
        const rows = await infer(server, served, texts, call);
        return rows.map((scores) => outcomeOf<T>(read(ref, scores, options)));
      } catch (thrown) {
        const error = toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');
        return texts.map(() => outcomeOf<T>(error));
      }
    },
  };
}

const asSentiments = (scores: readonly LabelProbability[]) => scores as readonly LabelProbability<SentimentLabel>[];

const sentiment = (server: Server, served: ServedModel) =>
  servedModel(server, 'sentiment', served, {
    supports: () => true,
    read: (ref, scores) => sentimentAnswer(ref, asSentiments(scores)),
  });

const classifier = (server: Server, id: string, served: ServedModel) =>
  servedModel(server, 'classify', served, {
    supports: (options) => supportsClassifier(id, served.labels, options),
    read: classificationAnswer,
  });

/** Makes a backend of a server of the Open Inference Protocol, version 2, over REST. Nothing is sent before the first text. */
export function createOpeninference(name: string, settings: OpeninferenceSettings): Backend {
  const server = { name, upstream: openUpstream(settings), settings };
  const models: readonly AnyModel[] = [
    ...(settings.sentiment ? [sentiment(server, settings.sentiment)] : []),
    ...Object.entries(settings.classifiers).map(([id, served]) => classifier(server, id, served)),
  ];
  return remoteBackend(name, 'openinference', models, server.upstream);
}
