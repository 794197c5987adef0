import type { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import type { Answer, AnyModel, Backend, Call, Model, ModelInfo, ModelRef } from '../../src/model.ts';
import type { Options, SentimentLabel, SummaryLength, Task, TranslateOptions } from '../../src/task.ts';
import { eachText } from '../shared/each-text.ts';
import { classificationAnswer, sentimentAnswer } from '../shared/labelled.ts';
import { postJson } from '../shared/post-json.ts';
import { remoteBackend } from '../shared/remote-backend.ts';
import { shortHash } from '../shared/short-hash.ts';
import { supportsClassifier } from '../shared/supports-classifier.ts';
import { openUpstream } from '../shared/upstream.ts';
import { labelReply, summaryReply, translationReply } from './replies.ts';
import type { HuggingfaceSettings } from './settings.ts';

interface Endpoint {
  ref: ModelRef;
  ask<S extends z.ZodType>(body: object, schema: S, call: Call): Promise<z.output<S>>;
}

type Pair = HuggingfaceSettings['translate'][number]['pairs'][number];

interface Behaviour<T extends Task> {
  info?: Partial<ModelInfo>;
  supports(options: Options<T>): true | GatewayError;
  answer(text: string, options: Options<T>, call: Call): Promise<Answer<T>>;
}

function model<T extends Task>(task: T, { ref }: Endpoint, { info, supports, answer }: Behaviour<T>): Model<T> {
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: [], quality: [], ...info },
    maxBatch: 1,
    supports,
    run: (texts, options, call) => eachText<T>(texts, (text) => answer(text, options, call)),
  };
}

const strange = () => new GatewayError('OUTPUT_INVALID', 'The model answered with a label that was not asked for.');

function sentimentOf(label: string, labels: Readonly<Record<string, SentimentLabel>>): SentimentLabel {
  const known = Object.hasOwn(labels, label) ? labels[label] : undefined;
  const named = (['POSITIVE', 'NEUTRAL', 'NEGATIVE'] as const).find((name) => label.toUpperCase().startsWith(name.slice(0, 3)));
  const found = known ?? named;
  if (!found) throw strange();
  return found;
}

const sentiment = (endpoint: Endpoint, labels: Readonly<Record<string, SentimentLabel>>) =>
  model('sentiment', endpoint, {
    supports: () => true,
    async answer(text, _, call) {
      const scores = await endpoint.ask({ inputs: text }, labelReply, call);
      const named = scores.map(({ label, score }) => ({ label: sentimentOf(label, labels), score }));
      return sentimentAnswer(endpoint.ref, named);
    },
  });

const zeroShot = (endpoint: Endpoint) =>
  model('classify', endpoint, {
    supports: ({ classifier }) =>
      classifier === undefined ||
      new GatewayError('NOT_FOUND', 'This model is no classifier with fixed labels.', { path: ['classifier'] }),
    async answer(text, options, call) {
      const names = (options.labels ?? []).map(({ name }) => name);
      const parameters = { candidate_labels: names, multi_label: options.multiLabel };
      const scores = await endpoint.ask({ inputs: text, parameters }, labelReply, call);
      if (scores.length !== names.length || scores.some(({ label }) => !names.includes(label))) throw strange();
      return classificationAnswer(endpoint.ref, scores, options);
    },
  });

const fixedLabels = (endpoint: Endpoint, id: string, labels: readonly string[]) =>
  model('classify', endpoint, {
    info: { labels },
    supports: (options) => supportsClassifier(id, labels, options),
    async answer(text, options, call) {
      const scores = await endpoint.ask({ inputs: text, parameters: { top_k: labels.length } }, labelReply, call);
      if (scores.some(({ label }) => !labels.includes(label))) throw strange();
      return classificationAnswer(endpoint.ref, scores, options);
    },
  });

const primary = (tag: string) => tag.split('-', 1)[0]?.toLowerCase();

/** The pair for a request. Without a source, the only pair that leads to the target. */
function pairFor(pairs: readonly Pair[], { source, target }: TranslateOptions): Pair | undefined {
  const toTarget = pairs.filter((pair) => primary(pair.target) === primary(target));
  return source
    ? toTarget.find((pair) => primary(pair.source) === primary(source))
    : toTarget.length === 1
      ? toTarget[0]
      : undefined;
}

function translates(pairs: readonly Pair[], options: TranslateOptions): true | GatewayError {
  if (options.formality) {
    return new GatewayError('UNSUPPORTED_OPTION', 'This model has no formality.', { path: ['formality'] });
  }
  if (pairFor(pairs, options)) return true;
  const supported = pairs.map(({ source, target }) => `${source}-${target}`);
  return new GatewayError('UNSUPPORTED_LANGUAGE', 'This model does not translate this pair.', { path: ['target'], supported });
}

const translation = (endpoint: Endpoint, pairs: readonly Pair[]) =>
  model('translate', endpoint, {
    info: { pairs: pairs.map(({ source, target }) => ({ source, target })) },
    supports: (options) => translates(pairs, options),
    async answer(inputs, options, call) {
      const pair = pairFor(pairs, options);
      const parameters = { src_lang: pair?.sourceCode, tgt_lang: pair?.targetCode };
      const text = await endpoint.ask({ inputs, ...(pair?.targetCode ? { parameters } : {}) }, translationReply, call);
      return { value: { text, source: options.source ?? pair?.source ?? 'und', target: options.target }, model: endpoint.ref };
    },
  });

/** Bounds of a summary, in tokens. */
const LENGTHS: Readonly<Record<SummaryLength, object>> = {
  SHORT: { min_length: 10, max_length: 60 },
  MEDIUM: { min_length: 30, max_length: 140 },
  LONG: { min_length: 80, max_length: 300 },
};

const summary = (endpoint: Endpoint) =>
  model('summarize', endpoint, {
    supports: ({ format }) =>
      format === 'PARAGRAPH' ||
      new GatewayError('UNSUPPORTED_OPTION', 'This model writes paragraphs only.', {
        path: ['format'],
        supported: ['PARAGRAPH'],
      }),
    async answer(inputs, { length }, call) {
      const text = await endpoint.ask({ inputs, parameters: LENGTHS[length] }, summaryReply, call);
      return { value: { text, method: 'ABSTRACTIVE' }, model: endpoint.ref };
    },
  });

/** Makes a backend of the task endpoints of Hugging Face Inference. Nothing is sent before the first text. */
export function createHuggingface(name: string, settings: HuggingfaceSettings): Backend {
  const { attemptMs, classify, classifiers, summarize } = settings;
  const upstream = openUpstream(settings);
  const at = (remote: { model: string; path?: string }): Endpoint => ({
    ref: { id: remote.model, version: `${remote.model}+${shortHash(remote)}`, backend: name },
    ask: (body, schema, call) => postJson(upstream, { path: remote.path ?? `/${remote.model}`, body, schema, attemptMs }, call),
  });
  const models: readonly AnyModel[] = [
    ...(settings.sentiment ? [sentiment(at(settings.sentiment), settings.sentiment.labels)] : []),
    ...(classify ? [zeroShot(at(classify))] : []),
    ...Object.entries(classifiers).map(([id, remote]) => fixedLabels(at(remote), id, remote.labels)),
    ...settings.translate.map((remote) => translation(at(remote), remote.pairs)),
    ...(summarize ? [summary(at(summarize))] : []),
  ];
  return remoteBackend(name, 'huggingface', models, upstream);
}
