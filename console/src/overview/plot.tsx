import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { theme } from '../shell/theme.ts';
import type { Figure } from './figures.ts';
import { type Palette, plotData, plotOptions } from './plot-options.ts';

const heightPx = 190;

/** The colors that the style sheets give to elements of the same card. */
function paletteOf(box: HTMLElement): Palette {
  const card = box.closest('.chart') ?? box;
  return {
    text: () => getComputedStyle(box).color,
    grid: () => getComputedStyle(box).borderBlockEndColor,
    line(place) {
      const swatch = card.querySelectorAll('.swatch')[place];
      return swatch ? getComputedStyle(swatch).color : 'currentcolor';
    },
  };
}

/** Calls `redraw` when the page changes between light and dark, whoever changed it. */
function onThemeChange(redraw: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', redraw);
  const unsubscribe = theme.subscribe(redraw);
  return () => {
    system.removeEventListener('change', redraw);
    unsubscribe();
  };
}

/** What a drawing is made for: one with other lines has to be another drawing. */
export const shapeOf = ({ kind, whole, lines }: Figure): string => JSON.stringify([kind, whole, lines.map(({ name }) => name)]);

/** The drawing of a figure, as long as its shape stays; what it says to those who cannot see it is `summary`. */
export function Plot({ figure, summary, onPoint }: { figure: Figure; summary: string; onPoint: (column?: number) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(figure);
  latest.current = figure;

  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const size = () => ({ width: target.clientWidth, height: heightPx });
    const options = plotOptions({ figure: latest.current, palette: paletteOf(target), size: size(), onPoint });
    const drawn = new uPlot(options, plotData(latest.current), target);
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize(size()));
    resized.observe(target);
    const stopTheme = onThemeChange(() => drawn.redraw(false));
    return () => {
      resized.disconnect();
      stopTheme();
      drawn.destroy();
    };
  }, [onPoint]);
  useEffect(() => plot.current?.setData(plotData(figure)), [figure]);

  return <div className="plot" role="img" aria-label={summary} ref={box} />;
}
