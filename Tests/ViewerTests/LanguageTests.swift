import Testing

@testable import Viewer

@Suite struct LanguageTests {
    @Test(arguments: [
        ([:], Language.english), (["LANG": "ko_KR.UTF-8"], .korean), (["LANG": "ko"], .korean),
        (["LANG": "C.UTF-8"], .english), (["LANG": "kok_IN"], .english), (["LANG": "KO_KR"], .korean),
        (["LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"], .english),
        (["LANG": "ko_KR.UTF-8", "LC_MESSAGES": ""], .korean),
        (["LANG": "en_US.UTF-8", "LC_ALL": "ko_KR@x"], .korean), (["LC_ALL": "1.?"], .english),
        (["LC_ALL": "", "LC_MESSAGES": "", "LANG": ""], .english),
    ])
    func theLocaleDecides(environment: [String: String], language: Language) {
        #expect(Language(environment: environment) == language)
    }

    @Test func everyLanguageLeadsToAnother() {
        for language in Language.allCases {
            #expect(language.other != language)
            #expect(language.other.other == language)
        }
    }
}
