import type { AnyModel, Backend } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';
import { adviser } from '../shared/advice/adviser.ts';
import { remoteBackend } from '../shared/remote-backend.ts';
import { remoteVersion } from '../shared/remote-version.ts';
import { openUpstream } from '../shared/upstream.ts';
import { openChat } from './chat.ts';
import { jsonSystemText, plainSystemText } from './prompt.ts';
import { promptedModel } from './prompted-model.ts';
import type { OpenaiSettings } from './settings.ts';
import type { TaskPrompt } from './task-prompt.ts';
import { classifyPrompt } from './tasks/classify.ts';
import { sentimentPrompt } from './tasks/sentiment.ts';
import { summarizePrompt } from './tasks/summarize.ts';
import { translatePrompt } from './tasks/translate.ts';
import { withoutUnsupportedParameters } from './unsupported-parameters.ts';

const PROMPTS = [classifyPrompt, sentimentPrompt, translatePrompt, summarizePrompt];

/** All that shapes answers beside the remote model. */
function shapingOf({ structured, maxOutputTokens, temperature, logprobs, classifiers }: OpenaiSettings): unknown {
  const wordings = PROMPTS.map(({ rules, form, plain }) => [jsonSystemText(rules, form).text, plain?.form]);
  return [wordings, { structured, maxOutputTokens, temperature, logprobs, classifiers }];
}

/** Makes a backend of a service that speaks the API of OpenAI. Nothing is sent before the first text. */
export function createOpenai(name: string, settings: OpenaiSettings): Backend {
  const upstream = openUpstream(settings);
  const chat = openChat(settings, upstream);
  const adapt = withoutUnsupportedParameters();
  const reasoningModels = new Set<string>();
  const shaping = shapingOf(settings);
  const model = <T extends Task>(task: T, prompt: TaskPrompt<T>) => {
    const remoteModel = settings.models[task] ?? settings.model;
    const ref = { id: remoteModel, version: remoteVersion(remoteModel, settings, shaping), backend: name };
    const system = jsonSystemText(prompt.rules, prompt.form);
    const plain = prompt.plain && { system: plainSystemText(prompt.rules, prompt.plain.form), read: prompt.plain.read };
    return promptedModel({ task, ref, remoteModel, settings, chat, adapt, reasoningModels, prompt, system, plain });
  };
  const models: readonly AnyModel[] = [
    model('classify', classifyPrompt),
    model('sentiment', sentimentPrompt),
    model('translate', translatePrompt),
    model('summarize', summarizePrompt),
  ];
  return { ...remoteBackend(name, 'openai', models, upstream), advise: adviser(name, 'openai', settings) };
}
