/** In a process of the bench: tells the parent that it is ready, then answers each of its messages. Ends with the parent. */
export function serveParent<Message>(ready: object, answer: (message: Message) => unknown): void {
  process.on('message', async (message: Message) => {
    process.send?.((await answer(message)) ?? {});
  });
  process.on('disconnect', () => process.exit());
  process.send?.(ready);
}
