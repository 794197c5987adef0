import type { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import type { AnyModel, Backend, Call } from '../../src/model.ts';
import type { SummaryLength, TranslateOptions } from '../../src/task.ts';
import { adviser } from '../shared/advice/adviser.ts';
import { classifierModel, sentimentModel } from '../shared/label-models.ts';
import { classificationAnswer } from '../shared/labeled.ts';
import { pairsFor, servesPair } from '../shared/pairs.ts';
import { postJson } from '../shared/post-json.ts';
import { remoteBackend } from '../shared/remote-backend.ts';
import { type Remote, remoteModel } from '../shared/remote-model.ts';
import { remoteVersion } from '../shared/remote-version.ts';
import { openUpstream } from '../shared/upstream.ts';
import { labelReply, summaryReply, translationReply } from './replies.ts';
import type { HuggingfaceSettings, Served } from './settings.ts';

/** Where one model answers, one text a request: lists have one text each. */
interface Endpoint extends Remote {
  ask<S extends z.ZodType>(text: string, reply: S, call: Call, parameters?: object): Promise<z.output<S>>;
}

type Pairs = HuggingfaceSettings['translate'][number]['pairs'];

/** Pipelines give the best label only, unless they are told how many: more than any model of sentiment has. */
const ALL_LABELS = { top_k: 100 };

/** What an encoder says of labels. */
const scoresOf =
  (endpoint: Endpoint, parameters: object) =>
  async ([text = '']: readonly string[], call: Call) => [await endpoint.ask(text, labelReply, call, parameters)];

const zeroShot = (endpoint: Endpoint) =>
  remoteModel('classify', endpoint, {
    supports: ({ classifier }) =>
      classifier === undefined ||
      new GatewayError('NOT_FOUND', 'This model is no classifier with fixed labels.', { path: ['classifier'] }),
    async answer([text = ''], options, call) {
      const names = (options.labels ?? []).map(({ name }) => name);
      const parameters = { candidate_labels: names, multi_label: options.multiLabel };
      const scores = await endpoint.ask(text, labelReply, call, parameters);
      if (scores.length !== names.length) throw new GatewayError('OUTPUT_INVALID', 'The model did not answer with all labels.');
      return [classificationAnswer(endpoint.ref, names, scores, options)];
    },
  });

/** The pair for a request. Without a source, the only one that leads to the target. */
function pairFor(pairs: Pairs, options: TranslateOptions): Pairs[number] | undefined {
  const [pair, ...others] = pairsFor(pairs, options);
  return options.source || others.length === 0 ? pair : undefined;
}

const translation = (endpoint: Endpoint, pairs: Pairs) =>
  remoteModel('translate', endpoint, {
    info: { pairs: pairs.map(({ source, target }) => ({ source, target })) },
    supports: (options) => servesPair(pairs, pairFor(pairs, options) !== undefined, options),
    async answer([text = ''], options, call) {
      const { source = 'und', sourceCode, targetCode } = pairFor(pairs, options) ?? {};
      const parameters = targetCode ? { src_lang: sourceCode, tgt_lang: targetCode } : undefined;
      const translated = await endpoint.ask(text, translationReply, call, parameters);
      const value = { text: translated, source: options.source ?? source, target: options.target };
      return [{ value, model: endpoint.ref }];
    },
  });

/** Bounds of a summary, in tokens. */
const LENGTHS: Readonly<Record<SummaryLength, object>> = {
  SHORT: { min_length: 10, max_length: 60 },
  MEDIUM: { min_length: 30, max_length: 140 },
  LONG: { min_length: 80, max_length: 300 },
};
const PARAGRAPHS_ONLY = { path: ['format'], supported: { values: ['PARAGRAPH'] } };

const summary = (endpoint: Endpoint) =>
  remoteModel('summarize', endpoint, {
    supports: ({ format }) =>
      format === 'PARAGRAPH' || new GatewayError('UNSUPPORTED_OPTION', 'This model writes paragraphs only.', PARAGRAPHS_ONLY),
    async answer([text = ''], { length }, call) {
      const written = await endpoint.ask(text, summaryReply, call, LENGTHS[length]);
      return [{ value: { text: written, method: 'ABSTRACTIVE' }, model: endpoint.ref }];
    },
  });

/** Makes a backend of the task endpoints of Hugging Face Inference. Nothing is sent before the first text. */
export function createHuggingface(name: string, settings: HuggingfaceSettings): Backend {
  const { attemptMs, sentiment, classify, classifiers, translate, summarize } = settings;
  const upstream = openUpstream(settings);
  const at = ({ maxCharacters, ...remote }: Served): Endpoint => ({
    ref: { id: remote.model, version: remoteVersion(remote.model, settings, remote), backend: name },
    maxBatch: 1,
    maxCharacters,
    ask(text, schema, call, parameters) {
      // Half of a UTF-16 pair is replaced, since servers fail on it.
      const body = { inputs: text.toWellFormed(), parameters };
      return postJson(upstream, { path: remote.path ?? `/${remote.model}`, body, schema, attemptMs }, call);
    },
  });
  const models: readonly AnyModel[] = [
    // What is asked for shapes the answers, and so the version: those to a request without it are not to be found in a cache.
    ...(sentiment
      ? [sentimentModel(at({ ...sentiment, ...ALL_LABELS }), scoresOf(at(sentiment), ALL_LABELS), sentiment.labels)]
      : []),
    ...(classify ? [zeroShot(at(classify))] : []),
    ...Object.entries(classifiers).map(([id, remote]) =>
      classifierModel(at(remote), id, remote.labels, scoresOf(at(remote), { top_k: remote.labels.length })),
    ),
    ...translate.map((remote) => translation(at(remote), remote.pairs)),
    ...(summarize ? [summary(at(summarize))] : []),
  ];
  return { ...remoteBackend(name, 'huggingface', models, upstream), advise: adviser(name, 'huggingface', settings) };
}
