import type { Method } from '../world.ts'
import { answerCallbackQuery } from './callback.ts'
import { getChat, getChatMember, leaveChat, sendChatAction } from './chats.ts'
import { deleteMessage } from './delete.ts'
import { editMessageCaption, editMessageMedia, editMessageReplyMarkup, editMessageText } from './edit.ts'
import { getFile, sendDocument, sendPhoto } from './media.ts'
import {
  deleteMyCommands,
  getMyCommands,
  getMyDescription,
  getMyShortDescription,
  setMyCommands,
  setMyDescription,
  setMyShortDescription,
} from './profile.ts'
import { sendMessage } from './send.ts'
import { createForumTopic } from './topics.ts'
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './webhook.ts'

const all: Record<string, Method> = {
  getMe: (world) => world.meJson,
  answerCallbackQuery,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
  deleteMyCommands,
  getMyCommands,
  getMyDescription,
  getMyShortDescription,
  setMyCommands,
  setMyDescription,
  setMyShortDescription,
  sendMessage,
  sendPhoto,
  sendDocument,
  sendChatAction,
  getFile,
  getChat,
  getChatMember,
  leaveChat,
  deleteMessage,
  createForumTopic,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
}

const byLowerCase = new Map(Object.entries(all).map(([name, run]) => [name.toLowerCase(), { name, run }]))
const byName = new Map(Object.entries(all).map(([name, run]) => [name, { name, run }]))

/** The method of that name, whose case does not matter. */
export const methodNamed = (name: string): { name: string; run: Method } | undefined =>
  byName.get(name) ?? byLowerCase.get(name.toLowerCase())
