import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

/** Names of the themes for GraphiQL's `editorTheme`. */
export const EDITOR_THEMES = { light: 'lingraph-light', dark: 'lingraph-dark' };

/** The ground shows through, as in GraphiQL's own themes. */
const transparent = '#ffffff00';

/** GraphiQL's own themes leave numbers and line numbers with less than 4.5:1. Defined as soon as the editor is there. */
export function EditorThemes() {
  const monaco = useMonaco((state) => state.monaco);
  useEffect(() => {
    if (!monaco) return;
    monaco.editor.defineTheme(EDITOR_THEMES.light, {
      base: 'vs',
      inherit: true,
      colors: { 'editor.background': transparent, 'scrollbar.shadow': transparent, 'editorLineNumber.foreground': '#1d6f87' },
      rules: [
        { token: 'argument.identifier.gql', foreground: '#5b57c4' },
        { token: 'number', foreground: '#06603f' },
      ],
    });
    monaco.editor.defineTheme(EDITOR_THEMES.dark, {
      base: 'vs-dark',
      inherit: true,
      colors: { 'editor.background': transparent, 'scrollbar.shadow': transparent, 'editorLineNumber.foreground': '#a3adbd' },
      rules: [{ token: 'argument.identifier.gql', foreground: '#a5a0ff' }],
    });
  }, [monaco]);
  return null;
}
