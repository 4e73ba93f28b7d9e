import { contract } from '../contract.ts'
import { fake } from './fake.ts'

contract(fake({ forms: false }))
contract(fake({ forms: true }))
