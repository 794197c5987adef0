import { documentText } from '../api/send.ts';
import { OverviewDocument, RequestsDocument, SummarizeStreamDocument, TranslateStreamDocument } from '../generated/graphql.ts';
import { taskDocument } from '../playground/perform.ts';

export interface Operation {
  title: string;
  query: string;
  variables?: string;
}

/** With what has a default too: the editor takes every field that is not null for missing. */
const variables = (input: object) => JSON.stringify({ input }, null, 2);

const batch = (
  field: string,
  type: string,
  answer: string,
) => `query ${field[0]?.toUpperCase()}${field.slice(1)}($input: ${type}!) {
  ${field}(input: $input) {
    items {
      index
      key
      result {
        __typename
        ... on ${answer}
        ... on Error {
          code
          message
        }
      }
    }
    summary {
      succeeded
      failed
      cacheHits
    }
  }
}`;

const label = (name: string) => ({ name });

/** An operation to start from for every field of the schema. */
export const OPERATIONS: readonly Operation[] = [
  {
    title: 'Classify a text',
    query: taskDocument('classify'),
    variables: variables({
      text: 'My parcel never arrived.',
      labels: ['billing', 'shipping', 'returns'].map(label),
      multiLabel: false,
    }),
  },
  { title: 'Sentiment of a text', query: taskDocument('sentiment'), variables: variables({ text: 'What a lovely evening.' }) },
  {
    title: 'Translate a text',
    query: taskDocument('translate'),
    variables: variables({ text: 'Good morning, neighbor.', target: 'pt' }),
  },
  {
    title: 'Summarize a text',
    query: taskDocument('summarize'),
    variables: variables({
      text: 'The bridge was closed on Monday after divers found a crack. Repairs will take two weeks. Buses run over the old bridge until then. The city asks drivers to stay away from the centre.',
      length: 'SHORT',
      format: 'PARAGRAPH',
    }),
  },
  {
    title: 'Several tasks at once',
    query: `query Inbox($text: String!) {
  mood: sentiment(input: { text: $text }) {
    ... on Sentiment {
      label
    }
    ... on Error {
      code
      message
    }
  }
  topic: classify(input: { text: $text, labels: [{ name: "billing" }, { name: "shipping" }] }) {
    ... on Classification {
      label
    }
    ... on Error {
      code
      message
    }
  }
  language: detectLanguage(text: $text) {
    language
    confidence
  }
}`,
    variables: JSON.stringify({ text: 'The parcel came two weeks late and nobody could tell me why.' }, null, 2),
  },
  {
    title: 'Classify many texts',
    query: batch('classifyBatch', 'ClassifyBatchInput', 'Classification {\n          label\n          confidence\n        }'),
    variables: variables({
      items: [
        { key: 'a', text: 'Where is my refund?' },
        { key: 'b', text: 'The courier left it at the wrong door.' },
      ],
      labels: ['billing', 'shipping'].map(label),
      multiLabel: false,
    }),
  },
  {
    title: 'Sentiment of many texts',
    query: batch('sentimentBatch', 'SentimentBatchInput', 'Sentiment {\n          label\n          confidence\n        }'),
    variables: variables({ items: [{ text: 'Great value.' }, { text: 'Broken on arrival.' }] }),
  },
  {
    title: 'Translate many texts',
    query: batch('translateBatch', 'TranslateBatchInput', 'Translation {\n          text\n          source\n        }'),
    variables: variables({ items: [{ text: 'Thank you.' }, { text: 'See you tomorrow.' }], target: 'pt' }),
  },
  {
    title: 'Summarize many texts',
    query: batch('summarizeBatch', 'SummarizeBatchInput', 'Summary {\n          text\n        }'),
    variables: variables({
      items: [{ text: 'The shop opens at nine. It closes at six. On Sundays it stays closed. Parking is free for an hour.' }],
      length: 'SHORT',
      format: 'BULLETS',
    }),
  },
  {
    title: 'Detect the language',
    query: `query DetectLanguage($text: String!) {
  detectLanguage(text: $text) {
    language
    confidence
  }
}`,
    variables: JSON.stringify({ text: 'Onde fica a estação mais próxima?' }, null, 2),
  },
  {
    title: 'Models and their quality',
    query: `query Models {
  models {
    totalCount
    nodes {
      id
      version
      tasks
      state
      languages
      quality {
        dataset
        metric
        value
      }
    }
  }
}`,
  },
  {
    title: 'One model by its id',
    query: `query OneModel($id: ID!) {
  model(id: $id) {
    version
    state
    license
    stats {
      calls
      p50Ms
      errorRate
    }
  }
  node(id: $id) {
    __typename
    id
  }
}`,
    variables: JSON.stringify({ id: 'local/sentiment-minilm' }, null, 2),
  },
  {
    title: 'Backends',
    query: `query Backends {
  backends {
    id
    kind
    healthy
    models {
      id
    }
  }
}`,
  },
  {
    title: 'A translation as it is written',
    query: documentText(TranslateStreamDocument),
    variables: variables({ text: 'The night train leaves from platform four.', target: 'pt' }),
  },
  {
    title: 'A summary as it is written',
    query: documentText(SummarizeStreamDocument),
    variables: variables({
      text: 'The library closes at noon today. The heating failed. It opens again tomorrow. Books may be returned at the side door.',
      length: 'SHORT',
      format: 'PARAGRAPH',
    }),
  },
  { title: 'The last requests', query: documentText(RequestsDocument), variables: JSON.stringify({ first: 10 }, null, 2) },
  {
    title: 'The last hour, and the cache',
    query: documentText(OverviewDocument),
    variables: JSON.stringify({ minutes: 60 }, null, 2),
  },
  {
    title: 'Delete cached answers',
    query: `mutation PurgeCache($input: PurgeCacheInput!) {
  purgeCache(input: $input) {
    purged
  }
}`,
    variables: variables({ task: 'SENTIMENT' }),
  },
];
