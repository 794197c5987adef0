import { useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import { Failure, type FailureProps } from './failure.tsx';
import { graphql } from './generated/gql.ts';

const LIVE_TRANSLATION = graphql(`
  subscription LiveTranslation($text: String!, $target: LanguageTag!) {
    translateStream(input: { text: $text, target: $target }) {
      __typename
      ... on TextDelta {
        text
      }
      ... on Restarted {
        reason
      }
      ... on TranslationCompleted {
        translation {
          text
        }
      }
      ... on Error {
        code
        message
        origin
        retryable
        retryAfterMs
      }
    }
  }
`);

const STORY = 'The bridge was closed on Monday. Engineers had found a crack in a pillar. It will open again in May.';

/** A translation as it is written. Stopping ends the subscription, and with it the work of the gateway. */
export function LiveTranslation() {
  const [source, setSource] = useState(STORY);
  const [asked, setAsked] = useState<string>();
  return (
    <>
      <textarea aria-label="Text" value={source} onChange={({ target }) => setSource(target.value)} />
      <button type="button" disabled={asked !== undefined} onClick={() => setAsked(source)}>
        Translate
      </button>
      <button type="button" disabled={asked === undefined} onClick={() => setAsked(undefined)}>
        Clear
      </button>
      {asked !== undefined && <Written text={asked} />}
    </>
  );
}

function Written({ text }: { text: string }) {
  const [written, setWritten] = useState('');
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<FailureProps['failure']>();
  const { error } = useSubscription(LIVE_TRANSLATION, {
    variables: { text, target: 'pt' },
    onData: ({ data: { data } }) => {
      const event = data?.translateStream;
      if (event?.__typename === 'TextDelta') setWritten((before) => before + event.text);
      else if (event?.__typename === 'Restarted') setWritten('');
      else if (event?.__typename === 'TranslationCompleted') {
        setWritten(event.translation.text);
        setDone(true);
      } else if (event) setFailure(event);
    },
  });
  if (error) return <p role="alert">The gateway cannot be asked: {error.message}</p>;
  return (
    <>
      <output aria-live="polite" aria-busy={!done} lang="pt" dir="auto">
        {written}
      </output>
      {failure && <Failure failure={failure} />}
    </>
  );
}
