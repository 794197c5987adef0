import uPlot from 'uplot';
import { clock } from './clock.ts';
import type { Figure } from './figures.ts';

/** Colors as they are at the moment of drawing: a canvas does not follow the theme by itself. */
export interface Palette {
  text(): string;
  grid(): string;
  line(place: number): string;
}

const halfMinute = 30;
const wholeSteps = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 12 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);
/** Told apart without color too. */
const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2]];

/** Layers stand on each other: what is drawn is the sum up to each, the whole first, so that lower ones cover it. */
export function plotData({ kind, starts, lines }: Figure): uPlot.AlignedData {
  const seconds = starts.map((start) => start / 1000);
  if (kind === 'lines') return [seconds, ...lines.map(({ values }) => [...values])];
  const heights = lines.map((_, place) =>
    starts.map((_start, column) => lines.slice(0, place + 1).reduce((sum, { values }) => sum + (values[column] ?? 0), 0)),
  );
  return [seconds, ...heights.reverse()];
}

/** The places of values without a neighbor: no line leads to them, so they are drawn as points. */
function lonePoints(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const isKnown = (place: number) => values[place] !== null && values[place] !== undefined;
  return Array.from(values, (_, place) => place).filter((place) => isKnown(place) && !isKnown(place - 1) && !isKnown(place + 1));
}

function seriesOf({ kind, lines }: Figure, palette: Palette): uPlot.Series[] {
  if (kind === 'lines')
    return lines.map((_, place) => ({
      stroke: () => palette.line(place),
      width: 2,
      dash: dashes[place % dashes.length],
      points: { size: 6, fill: () => palette.line(place), show: true, filter: lonePoints },
    }));
  const bars = uPlot.paths.bars?.({ size: [0.75, 40] });
  return lines.map((_, place) => ({ fill: () => palette.line(place), width: 0, paths: bars, points: { show: false } })).reverse();
}

function axesOf({ format, whole }: Figure, palette: Palette): uPlot.Axis[] {
  const looks = { stroke: palette.text, font: '12px system-ui, sans-serif', ticks: { show: false } };
  return [
    {
      ...looks,
      size: 28,
      space: 64,
      grid: { show: false },
      values: (_plot, splits) => splits.map((second) => clock(second * 1000)),
    },
    {
      ...looks,
      size: 62,
      space: 32,
      gap: 8,
      grid: { stroke: palette.grid, width: 1 },
      ...(whole ? { incrs: wholeSteps } : {}),
      values: (_plot, splits) => splits.map(format),
    },
  ];
}

interface PlotOptions {
  figure: Figure;
  palette: Palette;
  size: { width: number; height: number };
  /** Tells which minute the pointer is at; undefined when it left. */
  onPoint: (column: number | undefined) => void;
}

export function plotOptions({ figure, palette, size, onPoint }: PlotOptions): uPlot.Options {
  const stacked = figure.kind === 'stack';
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    // Pointing at one chart shows the same minute in all of them.
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'overview' }, points: { show: !stacked } },
    scales: {
      x: { range: (_plot, from, to) => [from - halfMinute, to + halfMinute] },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.05 : 1] },
    },
    axes: axesOf(figure, palette),
    series: [{}, ...seriesOf(figure, palette)],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
  };
}
