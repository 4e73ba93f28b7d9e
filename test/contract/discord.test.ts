import { contract } from '../contract.ts'
import { onDiscord } from './discord.ts'

contract(onDiscord)
