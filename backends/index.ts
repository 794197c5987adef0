/** The kinds of backend, by the name the settings use. A kind is a folder and a line here. */
import { huggingfaceSettings } from './huggingface/settings.ts';
import { onnxSettings } from './onnx/settings.ts';
import { openaiSettings } from './openai/settings.ts';
import { openinferenceSettings } from './openinference/settings.ts';
import { type BackendKind, backendKind } from './shared/kind.ts';

export const backendKinds: Readonly<Record<string, BackendKind>> = {
  onnx: backendKind(onnxSettings, async () => (await import('./onnx/index.ts')).createOnnx),
  openai: backendKind(openaiSettings, async () => (await import('./openai/index.ts')).createOpenai),
  huggingface: backendKind(huggingfaceSettings, async () => (await import('./huggingface/index.ts')).createHuggingface),
  openinference: backendKind(openinferenceSettings, async () => (await import('./openinference/index.ts')).createOpeninference),
};
