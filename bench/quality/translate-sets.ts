import type { Ask, Figure } from './ask-model.ts';
import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import { type Data, readLines, spread } from './read-data.ts';

const SETS = [
  { dataset: 'FLORES-101 dev', en: 'flores_dev_en_pt/flores-dev.en', pt: 'flores_dev_en_pt/flores-dev.pt' },
  { dataset: 'TICO-19 test (health)', en: 'tico19_en_ptbr/tico19-test.en', pt: 'tico19_en_ptbr/tico19-test.pt_BR' },
];

/** English to Portuguese and back. */
export async function translateFigures(ask: Ask, data: Data): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { dataset, ...files } of SETS) {
    const [en, pt] = await Promise.all([readLines(data, files.en), readLines(data, files.pt)]);
    const pairs = spread(
      en.map((line, place) => ({ en: line, pt: pt[place] ?? '' })),
      data.limit,
    );
    for (const [source, target] of [
      ['en', 'pt'],
      ['pt', 'en'],
    ] as const) {
      const answers = await ask(
        'translate',
        `firefox-${source}-${target}`,
        pairs.map((pair) => pair[source]),
        { source, target },
      );
      const texts = answers.map(({ value }) => value.text);
      const references = pairs.map((pair) => pair[target]);
      const shared = { task: 'translate', dataset: `${dataset}, ${source} to ${target}`, rows: pairs.length } as const;
      figures.push({ ...shared, metric: 'BLEU', value: bleu(texts, references) });
      figures.push({ ...shared, metric: 'chrF', value: chrf(texts, references) });
    }
  }
  return figures;
}
