import { BaseSequencer, type TestSpecification } from 'vitest/node';

const usesBrowser = ({ moduleId }: TestSpecification) => /\/test\/console\/[^/]+$/.test(moduleId);

/** The files that take longest come first: one of them at the end would leave the other worker with nothing to do. */
export class BrowsersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(usesBrowser), ...sorted.filter((file) => !usesBrowser(file))];
  }
}
