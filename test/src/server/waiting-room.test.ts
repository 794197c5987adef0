import { expect, it } from 'vitest';
import { createWaitingRoom } from '../../../src/server/waiting-room.ts';

it('cuts what has waited longest when there is no room, and as much as it takes', () => {
  const room = createWaitingRoom(100);
  const cuts: string[] = [];
  const [first, second, third] = ['first', 'second', 'third'].map((name) => ({ cut: () => void cuts.push(name) }));
  room.hold(first!, 40);
  room.hold(second!, 40);
  room.hold(first!, 50);
  expect(cuts).toEqual([]);
  room.hold(third!, 90);
  expect(cuts).toEqual(['first', 'second']);
  room.hold(third!, 0);
  room.hold(first!, 100);
  room.hold(second!, 0);
  expect(cuts).toEqual(['first', 'second']);
});

it('cuts what is larger than the room, alone', () => {
  const cuts: string[] = [];
  createWaitingRoom(100).hold({ cut: () => void cuts.push('large') }, 101);
  expect(cuts).toEqual(['large']);
});
