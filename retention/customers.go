package retention

import (
	"hash/maphash"
	"math"
	"reflect"
	"unsafe"
)

// numbering gives customers numbers from 0, several keys at a time. Integer keys and text, of a type of their
// own too, go into a table of open addressing, which is looked up in two passes: the first has nothing that
// waits for another key, so that the processor fetches many slots at once; the second, in order, takes the
// few that are new or displaced. Other keys go into a map.
type numbering[K comparable] struct {
	kind  keyKind
	slots []slot   // a power of two, at most half full
	shift uint     // 64 less the bits of an index into slots
	texts []string // of text keys, by number
	seed  maphash.Seed
	mix   uint64 // so that nobody can choose keys that collide
	other map[K]uint32
	n     uint32
}

// slot is a key, or the hash of a text key, and the number of its customer, counted from 1; 0 is a free slot.
type slot struct {
	key    uint64
	number uint32
}

type keyKind uint8

const (
	otherKey keyKind = iota
	textKey
	integerKey
)

func newNumbering[K comparable]() *numbering[K] {
	const bits = 10
	m := &numbering[K]{slots: make([]slot, 1<<bits), shift: 64 - bits, seed: maphash.MakeSeed()}
	m.mix = maphash.String(m.seed, "")
	switch k := reflect.TypeFor[K]().Kind(); {
	case reflect.Int <= k && k <= reflect.Uint64:
		m.kind = integerKey
	case k == reflect.String:
		m.kind = textKey
	default:
		m.other = map[K]uint32{}
	}
	return m
}

// displaced marks a key that the first pass did not find.
const displaced = math.MaxUint32

// number sets the numbers of the customers.
func (m *numbering[K]) number(keys []K, numbers []uint32) {
	const batch = 256 // slots that stay near the core
	var words [batch]uint64
	for len(keys) > 0 {
		n := min(len(keys), batch)
		switch m.kind {
		case integerKey:
			integers(keys[:n], words[:n])
			m.find(words[:n], numbers)
			for i, word := range words[:n] {
				if numbers[i] == displaced {
					numbers[i] = m.enter(word, "")
				}
			}
		case textKey:
			texts := unsafe.Slice((*string)(unsafe.Pointer(unsafe.SliceData(keys))), n)
			for i, s := range texts {
				words[i] = maphash.String(m.seed, s)
			}
			m.find(words[:n], numbers)
			for i, word := range words[:n] {
				if numbers[i] == displaced || m.texts[numbers[i]] != texts[i] {
					numbers[i] = m.enter(word, texts[i])
				}
			}
		default:
			for i, k := range keys[:n] {
				number, known := m.other[k]
				if !known {
					number = m.n
					m.other[k] = number
					m.n++
				}
				numbers[i] = number
			}
		}
		keys, numbers = keys[n:], numbers[n:]
	}
}

// integers sets the bits of integer keys.
func integers[K comparable](keys []K, words []uint64) {
	at := unsafe.Pointer(unsafe.SliceData(keys))
	switch unsafe.Sizeof(keys[0]) {
	case 8:
		copy(words, unsafe.Slice((*uint64)(at), len(keys)))
	case 4:
		widen(words, unsafe.Slice((*uint32)(at), len(keys)))
	case 2:
		widen(words, unsafe.Slice((*uint16)(at), len(keys)))
	default:
		widen(words, unsafe.Slice((*uint8)(at), len(keys)))
	}
}

func widen[T uint8 | uint16 | uint32](words []uint64, keys []T) {
	for i, k := range keys {
		words[i] = uint64(k)
	}
}

// place returns where a key is looked for first: the finaliser of splitmix64 (Steele, Lea and Flood 2014,
// doi 10.1145/2714064.2660195) without its last step, of which the upper bits are the best.
func (m *numbering[K]) place(key uint64) uint64 {
	x := key ^ m.mix
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x >> (m.shift & 63)
}

// find sets the numbers of the keys that are in their first place, and displaced for the others.
func (m *numbering[K]) find(words []uint64, numbers []uint32) {
	slots := m.slots
	numbers = numbers[:len(words)]
	for i, word := range words {
		s := slots[m.place(word)]
		number := s.number - 1 // a free slot is displaced
		if s.key != word {
			number = displaced
		}
		numbers[i] = number
	}
}

// enter returns the number of a key wherever it is, and gives a new one its number.
func (m *numbering[K]) enter(word uint64, text string) uint32 {
	for i := m.place(word); ; i = (i + 1) & uint64(len(m.slots)-1) {
		s := &m.slots[i]
		if s.number == 0 {
			m.n++
			*s = slot{word, m.n}
			if m.kind == textKey {
				m.texts = append(m.texts, text)
			}
			if 2*int(m.n) > len(m.slots) {
				m.grow()
			}
			return m.n - 1
		}
		if s.key == word && (m.kind != textKey || m.texts[s.number-1] == text) {
			return s.number - 1
		}
	}
}

func (m *numbering[K]) grow() {
	old := m.slots
	m.slots = make([]slot, 2*len(old))
	m.shift--
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		i := m.place(s.key)
		for m.slots[i].number != 0 {
			i = (i + 1) & uint64(len(m.slots)-1)
		}
		m.slots[i] = s
	}
}
