import type { Call, Model } from '../../src/model.ts';
import { classificationAnswer, type LabelProbability, type SentimentNames, sentimentAnswer } from './labelled.ts';
import { type Remote, remoteModel } from './remote-model.ts';
import { supportsClassifier } from './supports-classifier.ts';

/** What an encoder gives each text: its labels with their probabilities. */
type Scores = (texts: readonly string[], call: Call) => Promise<readonly (readonly LabelProbability[])[]>;

/** An encoder that judges sentiment. `names` says what labels mean that do not begin with pos, neu or neg. */
export function sentimentModel(remote: Remote, scoresOf: Scores, names?: SentimentNames): Model<'sentiment'> {
  return remoteModel('sentiment', remote, {
    supports: () => true,
    answer: async (texts, _, call) => (await scoresOf(texts, call)).map((scores) => sentimentAnswer(remote.ref, scores, names)),
  });
}

/** An encoder that is a classifier with fixed labels, asked for by its id. */
export function classifierModel(remote: Remote, id: string, labels: readonly string[], scoresOf: Scores): Model<'classify'> {
  return remoteModel('classify', remote, {
    info: { labels },
    supports: (options) => supportsClassifier(id, labels, options),
    answer: async (texts, options, call) =>
      (await scoresOf(texts, call)).map((scores) => classificationAnswer(remote.ref, labels, scores, options)),
  });
}
