import { GatewayError, toGatewayError } from '../../src/errors.ts';
import type { Answer, Call, Model } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';
import { classificationAnswer, type LabelProbability, type SentimentNames, sentimentAnswer } from './labeled.ts';
import { type Remote, remoteModel } from './remote-model.ts';
import { supportsClassifier } from './supports-classifier.ts';

/** What an encoder gives a text: its labels with their probabilities, or the error that this text alone has. */
export type Row = readonly LabelProbability[] | GatewayError;
type Scores = (texts: readonly string[], call: Call) => Promise<readonly Row[]>;

/** The answer to each row. One that cannot be read is an error in its place, and none of its neighbors. */
function answersTo<T extends Task>(rows: readonly Row[], read: (scores: readonly LabelProbability[]) => Answer<T>) {
  return rows.map((row) => {
    if (row instanceof GatewayError) return row;
    try {
      return read(row);
    } catch (thrown) {
      return toGatewayError(thrown, 'OUTPUT_INVALID', 'The model answered, but not in the form that was asked for.');
    }
  });
}

/** An encoder that judges sentiment. `names` says what labels mean that do not begin with pos, neu or neg. */
export function sentimentModel(remote: Remote, scoresOf: Scores, names?: SentimentNames): Model<'sentiment'> {
  return remoteModel('sentiment', remote, {
    supports: () => true,
    answer: async (texts, _, call) =>
      answersTo(await scoresOf(texts, call), (scores) => sentimentAnswer(remote.ref, scores, names)),
  });
}

/** An encoder that is a classifier with fixed labels, asked for by its id. */
export function classifierModel(remote: Remote, id: string, labels: readonly string[], scoresOf: Scores): Model<'classify'> {
  return remoteModel('classify', remote, {
    info: { labels },
    supports: (options) => supportsClassifier(id, labels, options),
    answer: async (texts, options, call) =>
      answersTo(await scoresOf(texts, call), (scores) => classificationAnswer(remote.ref, labels, scores, options)),
  });
}
