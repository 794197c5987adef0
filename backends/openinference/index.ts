import { GatewayError } from '../../src/errors.ts';
import type { AnyModel, Backend, Call } from '../../src/model.ts';
import { adviser } from '../shared/advice/adviser.ts';
import { classifierModel, sentimentModel } from '../shared/label-models.ts';
import { postJson } from '../shared/post-json.ts';
import { remoteBackend } from '../shared/remote-backend.ts';
import type { Remote } from '../shared/remote-model.ts';
import { remoteVersion } from '../shared/remote-version.ts';
import { statusOf } from '../shared/status-of.ts';
import { openUpstream } from '../shared/upstream.ts';
import type { OpeninferenceSettings, ServedModel } from './settings.ts';
import { inferReply, inferRequest, readInference } from './tensors.ts';

/** Says of a server that knows no versions which setting it does not take: asked again, it would refuse again. */
const withoutVersions =
  ({ version }: ServedModel) =>
  (thrown: unknown): never => {
    if (version === undefined || !(thrown instanceof GatewayError) || statusOf(thrown) !== 501) throw thrown;
    const message = 'The server knows no versions of models: `version` has to be left out of the settings of this model.';
    throw new GatewayError('MODEL_AUTH_FAILED', message, { cause: thrown.cause });
  };

/** Makes a backend of a server of the Open Inference Protocol, version 2, over REST. Nothing is sent before the first text. */
export function createOpeninference(name: string, settings: OpeninferenceSettings): Backend {
  const { sentiment, classifiers, maxBatch, attemptMs } = settings;
  const upstream = openUpstream(settings);
  const remote = ({ maxCharacters, ...served }: ServedModel): Remote => ({
    ref: { id: served.model, version: remoteVersion(served.version ?? 'latest', settings, served), backend: name },
    maxBatch,
    maxCharacters,
  });
  const scoresOf = (served: ServedModel) => async (texts: readonly string[], call: Call) => {
    const version = served.version === undefined ? '' : `/versions/${served.version}`;
    const path = `/v2/models/${served.model}${version}/infer`;
    const asked = { path, body: inferRequest(served, texts, call.requestId), schema: inferReply, attemptMs };
    return readInference(await postJson(upstream, asked, call).catch(withoutVersions(served)), served, texts.length);
  };
  const models: readonly AnyModel[] = [
    ...(sentiment ? [sentimentModel(remote(sentiment), scoresOf(sentiment))] : []),
    ...Object.entries(classifiers).map(([id, served]) => classifierModel(remote(served), id, served.labels, scoresOf(served))),
  ];
  return { ...remoteBackend(name, 'openinference', models, upstream), advise: adviser(name, 'openinference', settings) };
}
