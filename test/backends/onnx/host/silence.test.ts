import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { createOnnx } from '../../../../backends/onnx/index.ts';
import { onnxSettings } from '../../../../backends/onnx/settings.ts';
import { isAnswered } from '../../../../src/model.ts';
import { testCall } from '../../../support/models.ts';

/** The runtime opens such a file for its reports at once when it is loaded, before it sends anything. */
const reports = () => new Set(readdirSync(tmpdir()).filter((name) => name.startsWith('mat-debug-')));

it('runs models in a runtime that reports to nobody', async () => {
  const before = reports();
  const backend = await createOnnx('local', onnxSettings.parse({ workers: 1 }));
  try {
    const model = backend.models().find(({ task }) => task === 'sentiment');
    const outcomes =
      model?.task === 'sentiment'
        ? await model.run({ texts: ['Lovely.'], options: {} }, testCall({ deadlineAt: performance.now() + 60_000 }))
        : [];
    expect(outcomes.filter(isAnswered)).toHaveLength(1);
    expect([...reports()].filter((name) => !before.has(name))).toEqual([]);
  } finally {
    await backend.close?.();
  }
});
