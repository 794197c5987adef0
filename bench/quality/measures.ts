/** One answer of a classifier beside the truth. */
export interface Judged {
  said: string;
  truth: string;
  confidence: number;
}

export const accuracy = (answers: readonly Judged[]) =>
  answers.filter(({ said, truth }) => said === truth).length / answers.length;

/** The mean over the classes of the share of each that was found. */
export function macroRecall(answers: readonly Judged[]): number {
  const classes = [...new Set(answers.map(({ truth }) => truth))];
  const recalls = classes.map((name) => accuracy(answers.filter(({ truth }) => truth === name)));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

const BINS = 15;

/** Expected calibration error, 0 to 1: confidence against accuracy in 15 bins of equal width, weighted by their answers. */
export function calibrationError(answers: readonly Judged[]): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const inside = answers.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin);
    if (inside.length === 0) continue;
    const confidence = inside.reduce((sum, answer) => sum + answer.confidence, 0) / inside.length;
    error += (inside.length / answers.length) * Math.abs(confidence - accuracy(inside));
  }
  return error;
}
